import { type GraphQLSchema, isAbstractType, isObjectType } from "graphql";
import { readAccess } from "../directive/read-access.js";
import { toFaultError } from "../directive/to-fault-error.js";
import { readSettings } from "./guard-settings.js";
import { proofs, toFieldProof, toTypeProof } from "./proofs.js";

const proven = new WeakSet<GraphQLSchema>();

/** Apollo wraps the resolvers of a schema in place once a plugin asks to see fields, and marks the schema. */
function isInstrumented(schema: GraphQLSchema): boolean {
  return Object.getOwnPropertySymbols(schema).some(({ description }) => description === "apolloServerPluginsEnabled");
}

/**
 * Throws unless every directive in the SDL of the schema about to be served is enforced by a resolver in that very
 * schema: the operator's fault, with every coordinate that is open.
 */
export function proveGuarded(schema: GraphQLSchema): void {
  if (proven.has(schema) && isInstrumented(schema)) return;
  const settings = readSettings(schema);
  const access = readAccess(schema);
  const faults = [...access.faults];
  if (settings?.unclassified !== "allow") {
    faults.push(
      ...access.unclassified.map((coordinate) => `\`${coordinate}\` carries neither \`@auth\` nor \`@public\``),
    );
  }
  const subscription = schema.getSubscriptionType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) {
      const possible = schema.getPossibleTypes(type).map(({ name }) => name);
      const expected = toTypeProof(type.name, possible, access);
      const isGuarded = type.resolveType && proofs.get(type.resolveType) === expected;
      if (possible.some((name) => access.types.has(name)) && !isGuarded) faults.push(`\`${type.name}\` is not guarded`);
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const stated = access.fields.get(`${type.name}.${field.name}`);
      if (stated === undefined || (stated.rules.length === 0 && stated.inputs.length === 0)) continue;
      const expected = toFieldProof(stated, access);
      const guards = type === subscription ? [field.resolve, field.subscribe] : [field.resolve];
      const isGuarded = guards.every((guard) => guard !== undefined && proofs.get(guard) === expected);
      if (!isGuarded) faults.push(`\`${stated.coordinate}\` is not guarded`);
    }
  }
  if (settings === undefined) faults.unshift("the schema was not made by `guardSchema`, or was rebuilt since");
  if (faults.length > 0) {
    throw toFaultError("The server does not start: its schema is not guarded as it says (guard it last)", faults);
  }
  proven.add(schema);
}
