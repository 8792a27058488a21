import {
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from "graphql";
import { add, type Measure, nothing, saturate } from "./measure.js";
import { type FindVariable, readPageSize } from "./read-page-size.js";

/** Items of a list that nobody has said the length of. */
const assumedLength = 10;
/** Selections inside each other, fragments included, from which on nothing is looked at: no document comes near it. */
const bottom = 500;
const bottomless: Measure = { ...nothing, depth: Number.POSITIVE_INFINITY };

type ParentType = GraphQLNamedType | null | undefined;

/** Measures a document. */
export interface Scale {
  measure(definition: ExecutableDefinitionNode): Measure;
  /** Of all that was measured, the pairs of fields of one name in one type, and of spreads: what merging compares. */
  countPairs(): number;
}

/**
 * Makes the scale of a document. Each fragment is looked at once, however often it is spread, so the work grows with the
 * length of the document and with nothing else. It may be a document that is not valid: what the schema does not know
 * counts as one field, and a fragment inside itself as nothing.
 */
export function createScale(schema: GraphQLSchema, document: DocumentNode, findVariable: FindVariable): Scale {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const measured = new Map<string, Measure>();
  const written = new Map<string, number>();

  function note(name: string): void {
    written.set(name, (written.get(name) ?? 0) + 1);
  }

  function measureFragment(name: string, level: number): Measure {
    const known = measured.get(name);
    const fragment = fragments.get(name);
    if (known !== undefined || fragment === undefined) return known ?? nothing;
    measured.set(name, nothing);
    const found = measureDefinition(fragment, level);
    measured.set(name, found);
    return found;
  }

  function measureDefinition(node: ExecutableDefinitionNode, level: number): Measure {
    const isFragment = node.kind === Kind.FRAGMENT_DEFINITION;
    const type = isFragment ? schema.getType(node.typeCondition.name.value) : schema.getRootType(node.operation);
    const found = measureSelections(type, node.selectionSet, level);
    const ofVariables = node.variableDefinitions?.reduce((sum, { directives = [] }) => sum + directives.length, 0) ?? 0;
    return withDirectives(found, (node.directives?.length ?? 0) + ofVariables);
  }

  function measureSelections(type: ParentType, { selections }: SelectionSetNode, level: number): Measure {
    if (level > bottom) return bottomless;
    let sum = nothing;
    for (const node of selections) {
      let found: Measure;
      if (node.kind === Kind.FIELD) found = measureField(type, node, level);
      else if (node.kind === Kind.FRAGMENT_SPREAD) {
        note("...");
        found = measureFragment(node.name.value, level + 1);
      } else {
        const { typeCondition } = node;
        const narrowed = typeCondition === undefined ? type : schema.getType(typeCondition.name.value);
        found = measureSelections(narrowed, node.selectionSet, level + 1);
      }
      sum = add(sum, withDirectives(found, node.directives?.length ?? 0));
    }
    return sum;
  }

  function measureField(parent: ParentType, node: FieldNode, level: number): Measure {
    const field = findField(schema, parent, node.name.value);
    note(`${parent?.name}.${(node.alias ?? node.name).value}`);
    const below = node.selectionSet
      ? measureSelections(field && getNamedType(field.type), node.selectionSet, level + 1)
      : nothing;
    const size = field && readPageSize(field, node, findVariable);
    // A page of nothing is what some resolvers take for one without end.
    const length = size === undefined || size === 0 ? assumedLength : saturate(size);
    // Lists of what the schema itself has are as long as it is.
    const ofSchema = parent !== null && parent !== undefined && isIntrospectionType(parent);
    const isList = !ofSchema && field !== undefined && isListType(getNullableType(field.type));
    const ofItem = saturate(below.cost + saturate((isList ? assumedLength : length) * below.costOfItem));
    const isBare = isList && size === undefined;
    return {
      depth: below.depth + (ofSchema ? 0 : 1),
      introspectionDepth: below.introspectionDepth + (ofSchema ? 1 : 0),
      aliases: below.aliases + (node.alias === undefined ? 0 : 1),
      directives: below.directives,
      fields: 1,
      cost: isBare ? 1 : saturate(1 + (isList ? saturate(length * ofItem) : ofItem)),
      costOfItem: isBare ? ofItem : 0,
      pageSize: Math.max(size ?? 0, below.pageSize),
    };
  }

  return {
    measure(node) {
      const isSpread = node.kind === Kind.FRAGMENT_DEFINITION && fragments.get(node.name.value) === node;
      const found = isSpread ? measureFragment(node.name.value, 0) : measureDefinition(node, 0);
      return { ...found, cost: saturate(found.cost + saturate(assumedLength * found.costOfItem)), costOfItem: 0 };
    },
    countPairs: () => [...written.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0),
  };
}

function withDirectives(measure: Measure, directives: number): Measure {
  return directives === 0 ? measure : { ...measure, directives: saturate(measure.directives + directives) };
}

function findField(
  schema: GraphQLSchema,
  parent: ParentType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent !== null && parent !== undefined && parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}
