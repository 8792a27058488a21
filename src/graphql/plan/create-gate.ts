import type { GraphQLError, GraphQLSchema } from "graphql";
import { toRefusalError } from "../to-refusal-error.js";
import { createFindRefusals } from "./create-find-refusals.js";
import type { Operation } from "./operation.js";

/**
 * Makes the check that comes before execution, for a server that is not Apollo (there, `authPlugin` has it): the errors
 * that refuse a validated operation as a whole, none when it may run. The first one carries the HTTP status and
 * challenge of the answer in `extensions.http`, whose headers are a map and an object at once.
 */
export function createGate(schema: GraphQLSchema): (operation: Operation) => readonly GraphQLError[] {
  const findRefusals = createFindRefusals(schema);
  return (operation) => findRefusals(operation).map(toRefusalError);
}
