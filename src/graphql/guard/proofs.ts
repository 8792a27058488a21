import type { Access, FieldAccess } from "../directive/access.js";
import type { Rule } from "../directive/requirement.js";

/** What each guard enforces, by the function that enforces it. A function that is not in here guards nothing. */
export const proofs = new WeakMap<object, string>();

/** The same however a later transform sorts types, arguments and interfaces. */
function toSorted(rules: readonly Rule[] = []): string[] {
  return rules.map((rule) => JSON.stringify(rule)).sort();
}

/** What the guard of a field has to enforce. */
export function toFieldProof({ coordinate, rules, inputs }: FieldAccess, access: Access): string {
  const supplied = inputs.toSorted().map((input) => [input, toSorted(access.inputs.get(input))]);
  return JSON.stringify([coordinate, toSorted(rules), supplied]);
}

/** What the guard of an interface or union has to enforce, given the names of the types it can turn out to be. */
export function toTypeProof(name: string, possible: readonly string[], { types }: Access): string {
  const guarded = possible.toSorted().filter((type) => types.has(type));
  return JSON.stringify([name, guarded.map((type) => [type, toSorted(types.get(type))])]);
}
