import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { Access, FieldAccess } from "./access.js";
import { readInputTypes } from "./read-input-types.js";
import { readOwnRules } from "./read-own-rules.js";
import type { Rule } from "./requirement.js";

const remembered = new WeakMap<GraphQLSchema, Access>();

/** Who may use what in a schema. It is read once: a schema is not to be changed afterwards. */
export function readAccess(schema: GraphQLSchema): Access {
  const known = remembered.get(schema);
  if (known) return known;
  const access = toAccess(schema);
  remembered.set(schema, access);
  return access;
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

function isComposite(type: GraphQLNamedType): type is Composite {
  return (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith("__");
}

/** A type and every interface it implements: one that lists not all of theirs is not valid, but may be assumed so. */
function readLineage(type: Composite): string[] {
  const lineage = new Set<Composite>([type]);
  for (const member of lineage) for (const parent of member.getInterfaces()) lineage.add(parent);
  return [...lineage].map(({ name }) => name);
}

function unique(rules: readonly Rule[]): readonly Rule[] {
  if (rules.length < 2) return rules;
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function saysNull(rules: readonly Rule[] = []): boolean {
  return rules.some(({ onDeny }) => onDeny === "NULL");
}

function toAccess(schema: GraphQLSchema): Access {
  const { rules: own, publicFields, faults: ownFaults } = readOwnRules(schema);
  const rulesAt = (coordinates: readonly string[]) => unique(coordinates.flatMap((at) => own.get(at) ?? []));
  const composites = Object.values(schema.getTypeMap()).filter(isComposite);
  const types = new Map<string, readonly Rule[]>();
  for (const type of composites) {
    const rules = rulesAt(readLineage(type));
    if (rules.length > 0) types.set(type.name, rules);
  }

  const inputTypes = readInputTypes(schema, own);
  const inputs = new Map([...inputTypes.values()].flat().map((coordinate) => [coordinate, own.get(coordinate) ?? []]));
  const fields = new Map<string, FieldAccess>();
  const faults = new Set(ownFaults);
  for (const type of composites) {
    const lineage = readLineage(type);
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const stated = unique([
        ...rulesAt(lineage.map((name) => `${name}.${field.name}`)),
        ...(types.get(getNamedType(field.type).name) ?? []),
      ]);
      const supplied = new Set<string>();
      for (const arg of field.args) {
        const rules = rulesAt(lineage.map((name) => `${name}.${field.name}(${arg.name}:)`));
        if (rules.length > 0) {
          inputs.set(`${coordinate}(${arg.name}:)`, rules);
          supplied.add(`${coordinate}(${arg.name}:)`);
        }
        for (const input of inputTypes.get(getNamedType(arg.type).name) ?? []) supplied.add(input);
      }
      const rules = unique([...(types.get(type.name) ?? []), ...stated]);
      const isPublic = publicFields.has(coordinate);
      fields.set(coordinate, { coordinate, rules, isPublic, inputs: [...supplied] });

      if (isPublic && rules.length > 0) faults.add(`\`${coordinate}\` is \`@public\`, but \`@auth\` guards it too`);
      if (!isNonNullType(field.type)) continue;
      if (saysNull(stated)) faults.add(`\`${coordinate}\` is never null, so it cannot have \`onDeny: NULL\``);
      for (const input of supplied) {
        if (!saysNull(inputs.get(input))) continue;
        faults.add(`\`${input}\` cannot have \`onDeny: NULL\`: \`${coordinate}\`, which takes it, is never null`);
      }
    }
  }
  const unclassified = findUnclassified(schema, fields);
  return { fields, types, inputs, inputTypes, unclassified, policies: readPolicies(own), faults: [...faults] };
}

function findUnclassified(schema: GraphQLSchema, fields: ReadonlyMap<string, FieldAccess>): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((root) => (root ? Object.keys(root.getFields()).map((field) => `${root.name}.${field}`) : []))
    .filter((coordinate) => {
      const field = fields.get(coordinate);
      return field?.rules.length === 0 && !field.isPublic;
    });
}

function readPolicies(own: ReadonlyMap<string, readonly Rule[]>): Map<string, readonly string[]> {
  const policies = new Map<string, readonly string[]>();
  for (const [coordinate, rules] of own) {
    for (const name of rules.flatMap(({ requirement }) => requirement.policies?.flat() ?? [])) {
      policies.set(name, [...(policies.get(name) ?? []), coordinate]);
    }
  }
  return policies;
}
