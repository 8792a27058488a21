import { type GraphQLLeafType, specifiedScalarTypes } from "graphql";

/** The `typeof` of values that a type serializes to themselves; of numbers, the integers of 32 bits. */
export type Kept = "string" | "boolean" | "number";

const types: Readonly<Record<string, Kept>> = {
  String: "string",
  ID: "string",
  Boolean: "boolean",
  Int: "number",
  Float: "number",
};
/** By their functions, for a schema may give a scalar of that name one of its own. */
const scalars = new Map(specifiedScalarTypes.map(({ name, serialize }) => [serialize, types[name]]));

/** Undefined where a type may change whatever it gets. */
export const findKept = ({ serialize }: GraphQLLeafType): Kept | undefined => scalars.get(serialize);

export function isKept(value: unknown, kept: Kept | undefined): boolean {
  const type = typeof value;
  return type === kept && (type !== "number" || (Number(value) | 0) === value);
}
