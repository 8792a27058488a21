import { inspect } from "@graphql-tools/utils";
import { type GraphQLAbstractType, GraphQLError, type GraphQLObjectType, isObjectType } from "graphql";
import type { CompiledField } from "./compiled-field.js";
import type { Execution } from "./execution.js";

/** The object type that a type resolver named. Throws, as graphql-js does, when that is none, or not a possible one. */
export function toRuntimeType(
  name: unknown,
  type: GraphQLAbstractType,
  value: unknown,
  { nodes, parentType, definition }: CompiledField,
  { schema }: Execution,
): GraphQLObjectType {
  const unresolved = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${definition.name}"`;
  if (name === undefined || name === null) {
    throw new GraphQLError(
      `${unresolved}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  }
  if (typeof name !== "string") {
    throw new GraphQLError(`${unresolved} with value ${inspect(value)}, received "${inspect(name)}".`);
  }
  const found = schema.getType(name);
  if (found === undefined) {
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      { nodes },
    );
  }
  if (!isObjectType(found)) {
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`, { nodes });
  }
  if (!schema.isSubType(type, found)) {
    throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${type.name}".`, { nodes });
  }
  return found;
}
