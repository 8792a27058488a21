import { type GraphQLOutputType, isNonNullType, locatedError } from "graphql";
import type { CompiledField } from "./compiled-field.js";
import type { Execution } from "./execution.js";
import { type Path, toKeys } from "./path.js";

/** Null for what failed, and its error beside. Throws where null is no answer: what is around it fails then. */
export function failField(
  raw: unknown,
  type: GraphQLOutputType,
  { nodes }: CompiledField,
  path: Path,
  { collected }: Execution,
): null {
  const error = locatedError(raw, nodes, toKeys(path));
  if (isNonNullType(type)) throw error;
  collected.add(error, path);
  return null;
}
