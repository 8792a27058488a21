import type { Access, FieldAccess } from "../directive/access.js";

/** What each guard enforces, by the function that enforces it. A function that is not in here guards nothing. */
export const proofs = new WeakMap<object, string>();

/** What the guard of a field has to enforce. */
export function toFieldProof({ coordinate, rules, inputs }: FieldAccess, access: Access): string {
  return JSON.stringify([coordinate, rules, inputs.map((input) => [input, access.inputs.get(input)])]);
}

/** What the guard of an interface or union has to enforce, given the names of the types it can turn out to be. */
export function toTypeProof(name: string, possible: readonly string[], { types }: Access): string {
  return JSON.stringify([name, possible.flatMap((type) => (types.has(type) ? [[type, types.get(type)]] : []))]);
}
