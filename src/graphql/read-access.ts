import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { Access, FieldAccess } from "./access.js";
import { readOwnRules } from "./read-own-rules.js";
import type { Rule } from "./requirement.js";

type Composite = GraphQLObjectType | GraphQLInterfaceType;

const remembered = new WeakMap<GraphQLSchema, Access>();

/** Who may use what in a schema. It is read once: a schema is not to be changed afterwards. */
export function readAccess(schema: GraphQLSchema): Access {
  const known = remembered.get(schema);
  if (known) return known;
  const access = toAccess(schema);
  remembered.set(schema, access);
  return access;
}

function isComposite(type: GraphQLNamedType): type is Composite {
  return (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith("__");
}

/** A type and every interface it implements: the specification has a type list them all. */
function readLineage(type: Composite): string[] {
  return [type.name, ...type.getInterfaces().map(({ name }) => name)];
}

function unique(rules: readonly Rule[]): Rule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function isNullable(rules: readonly Rule[]): boolean {
  return rules.some(({ onDeny }) => onDeny === "NULL");
}

/** For each input type the guarded input fields that a value of it may hold, at any depth. */
function readInputTypes(schema: GraphQLSchema, own: ReadonlyMap<string, unknown>): Map<string, readonly string[]> {
  const types = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  const found = new Map<string, Set<string>>();
  for (const type of types) {
    const coordinates = Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
    found.set(type.name, new Set(coordinates.filter((coordinate) => own.has(coordinate))));
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const type of types) {
      const reached = found.get(type.name) ?? new Set();
      const before = reached.size;
      for (const field of Object.values(type.getFields())) {
        for (const coordinate of found.get(getNamedType(field.type).name) ?? []) reached.add(coordinate);
      }
      grown ||= reached.size > before;
    }
  }
  return new Map([...found].filter(([, reached]) => reached.size > 0).map(([name, reached]) => [name, [...reached]]));
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

function toAccess(schema: GraphQLSchema): Access {
  const { rules: own, publicFields, faults: ownFaults } = readOwnRules(schema);
  const faults = new Set(ownFaults);
  const composites = Object.values(schema.getTypeMap()).filter(isComposite);
  const inputTypes = readInputTypes(schema, own);
  const inputs = new Map([...inputTypes.values()].flat().map((coordinate) => [coordinate, own.get(coordinate) ?? []]));
  const types = new Map<string, readonly Rule[]>();
  for (const type of composites) {
    const rules = unique(readLineage(type).flatMap((name) => own.get(name) ?? []));
    if (rules.length > 0) types.set(type.name, rules);
  }

  const fields = new Map<string, FieldAccess>();
  for (const type of composites) {
    const lineage = readLineage(type);
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const supplied: string[] = [];
      for (const arg of field.args) {
        const rules = unique(lineage.flatMap((name) => own.get(`${name}.${field.name}(${arg.name}:)`) ?? []));
        if (rules.length > 0) {
          inputs.set(`${coordinate}(${arg.name}:)`, rules);
          supplied.push(`${coordinate}(${arg.name}:)`);
        }
        supplied.push(...(inputTypes.get(getNamedType(arg.type).name) ?? []));
      }
      const stated = unique([
        ...lineage.flatMap((name) => own.get(`${name}.${field.name}`) ?? []),
        ...(types.get(getNamedType(field.type).name) ?? []),
      ]);
      if (isNonNullType(field.type)) {
        if (isNullable(stated)) faults.add(`\`${coordinate}\` is never null, so it cannot have \`onDeny: NULL\``);
        for (const input of supplied) {
          if (!isNullable(inputs.get(input) ?? [])) continue;
          faults.add(`\`${input}\` cannot have \`onDeny: NULL\`: \`${coordinate}\`, which takes it, is never null`);
        }
      }
      const rules = unique([...(types.get(type.name) ?? []), ...stated]);
      const isPublic = publicFields.has(coordinate);
      if (isPublic && rules.length > 0) faults.add(`\`${coordinate}\` is \`@public\`, but \`@auth\` guards it too`);
      fields.set(coordinate, { coordinate, rules, isPublic, inputs: [...new Set(supplied)] });
    }
  }

  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const unclassified = roots
    .flatMap((root) => (root ? Object.keys(root.getFields()).map((field) => `${root.name}.${field}`) : []))
    .filter((coordinate) => fields.get(coordinate)?.rules.length === 0 && !fields.get(coordinate)?.isPublic);
  return { fields, types, inputs, inputTypes, unclassified, policies: readPolicies(own), faults: [...faults] };
}
