import {
  type DirectiveNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { readAccess } from "../directive/read-access.js";
import type { Condition, Plan, PlannedField, PlannedSelection } from "./plan.js";

/** Makes plans for the operations of validated documents, and keeps each as long as its document. */
export function createPlanner(
  schema: GraphQLSchema,
): (document: DocumentNode, operation: OperationDefinitionNode) => Plan {
  const plans = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Plan>>();
  return (document, operation) => {
    let known = plans.get(document);
    if (known === undefined) {
      known = new Map<OperationDefinitionNode, Plan>();
      plans.set(document, known);
    }
    let plan = known.get(operation);
    if (plan === undefined) {
      plan = toPlan(schema, document, operation);
      known.set(operation, plan);
    }
    return plan;
  };
}

/** The conditions of a selection; null when a literal takes it out. */
function readConditions(directives: readonly DirectiveNode[] = []): Condition[] | null {
  const conditions: Condition[] = [];
  for (const { name, arguments: args } of directives) {
    if (name.value !== "skip" && name.value !== "include") continue;
    const value = args?.find((arg) => arg.name.value === "if")?.value;
    const leavesOut = name.value === "skip";
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, leavesOut });
    if (value?.kind === Kind.BOOLEAN && value.value === leavesOut) return null;
  }
  return conditions;
}

/**
 * The type on which a fragment's fields are certain to be selected; null when only the runtime type can tell. A type
 * condition that every object of the parent type meets changes nothing.
 */
function narrow(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  condition: string | undefined,
): GraphQLCompositeType | null {
  if (condition === undefined || condition === parent.name) return parent;
  const type = schema.getType(condition);
  if (!isAbstractType(type)) return null;
  if (isObjectType(parent)) return schema.isSubType(type, parent) ? parent : null;
  if (isInterfaceType(parent) && schema.isSubType(type, parent)) return parent;
  return schema.getPossibleTypes(parent).every((possible) => schema.isSubType(type, possible)) ? type : null;
}

function toPlan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Plan {
  const access = readAccess(schema);
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const planned = new Map<string, PlannedSelection>();

  function planFragment(name: string, parent: GraphQLCompositeType): PlannedSelection | null {
    const key = `${name} ${parent.name}`;
    const known = planned.get(key);
    const fragment = fragments.get(name);
    if (known !== undefined || fragment === undefined) return known ?? null;
    const type = narrow(schema, parent, fragment.typeCondition.name.value);
    const selection = { fields: [], fragments: [] };
    planned.set(key, selection);
    if (type !== null) fill(selection, type, fragment.selectionSet);
    return selection;
  }

  function plan(type: GraphQLCompositeType, selectionSet: SelectionSetNode): PlannedSelection {
    const selection = { fields: [], fragments: [] };
    fill(selection, type, selectionSet);
    return selection;
  }

  function fill(
    into: { fields: PlannedField[]; fragments: Array<PlannedSelection["fragments"][number]> },
    type: GraphQLCompositeType,
    { selections }: SelectionSetNode,
  ): void {
    for (const node of selections) {
      const conditions = readConditions(node.directives);
      if (conditions === null) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = narrow(schema, type, node.typeCondition?.name.value);
        if (narrowed === null) continue;
        if (conditions.length === 0) fill(into, narrowed, node.selectionSet);
        else into.fragments.push({ conditions, selection: plan(narrowed, node.selectionSet) });
      } else if (node.kind === Kind.FRAGMENT_SPREAD) {
        const selection = planFragment(node.name.value, type);
        if (selection !== null) into.fragments.push({ conditions, selection });
      } else if (!isUnionType(type)) {
        const field = type.getFields()[node.name.value];
        const stated = access.fields.get(`${type.name}.${node.name.value}`);
        if (field === undefined || stated === undefined) continue;
        const returned = getNamedType(field.type);
        const selection = node.selectionSet && isCompositeType(returned) ? plan(returned, node.selectionSet) : null;
        const supplies = stated.inputs.length > 0 ? { node, args: field.args } : null;
        const leads = selection !== null && selection.fields.length + selection.fragments.length > 0;
        if (stated.rules.length > 0 || supplies !== null || leads || (isObjectType(type) && roots.has(type))) {
          into.fields.push({ conditions, access: stated, supplies, selection });
        }
      }
    }
  }

  const type = schema.getRootType(operation.operation);
  const root = type ? plan(type, operation.selectionSet) : { fields: [], fragments: [] };
  const defaults = new Map(
    (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, defaultValue] as const] : [],
    ),
  );
  return { root, defaults };
}
