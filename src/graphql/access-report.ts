import { type GraphQLSchema, isInterfaceType } from "graphql";
import { type AccessEntry, toAccessEntries } from "./access-entries.js";

/** Every field of every object type, and every guarded argument and input field, sorted by coordinate. */
export type AccessReport = readonly AccessEntry[];

/**
 * Tells who may use what in a schema, guarded yet or not. Throws when it says what cannot be enforced: the author's
 * fault, all of it in one message.
 */
export function accessReport(schema: GraphQLSchema): AccessReport {
  const isOnInterface = (coordinate: string) => isInterfaceType(schema.getType(coordinate.split(".")[0] ?? ""));
  return toAccessEntries(schema)
    .filter(({ coordinate }) => !isOnInterface(coordinate))
    .sort((a, b) => (a.coordinate < b.coordinate ? -1 : 1));
}
