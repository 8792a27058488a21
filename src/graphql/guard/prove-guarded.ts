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
 * Throws unless every directive in the SDL of the schema about to be served, and every one that was in it when it was
 * guarded, is enforced by a resolver in that very schema: the operator's fault, with every coordinate that is open.
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
  // What the schema says now, and what it said when it was guarded: a transform may have dropped the directives.
  const required = settings === undefined ? [access] : [access, settings.enforced];
  const subscription = schema.getSubscriptionType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) {
      const possible = schema.getPossibleTypes(type).map(({ name }) => name);
      const proof = type.resolveType && proofs.get(type.resolveType);
      const isOpen = required.some(
        (asked) => possible.some((name) => asked.types.has(name)) && proof !== toTypeProof(type.name, possible, asked),
      );
      if (isOpen) faults.push(`\`${type.name}\` is not guarded`);
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const guards = type === subscription ? [field.resolve, field.subscribe] : [field.resolve];
      const isOpen = required.some((asked) => {
        const stated = asked.fields.get(coordinate);
        if (stated === undefined || (stated.rules.length === 0 && stated.inputs.length === 0)) return false;
        const expected = toFieldProof(stated, asked);
        return guards.some((guard) => guard === undefined || proofs.get(guard) !== expected);
      });
      if (isOpen) faults.push(`\`${coordinate}\` is not guarded`);
    }
  }
  if (settings === undefined) faults.unshift("the schema was not made by `guardSchema`, or was rebuilt since");
  if (faults.length > 0) {
    throw toFaultError("The server does not start: its schema is not guarded as it says (guard it last)", faults);
  }
  proven.add(schema);
}
