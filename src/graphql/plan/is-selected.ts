import { Kind } from "graphql";
import type { Condition, Plan } from "./plan.js";

/** Evaluates `@skip` and `@include` with what the caller sent. What is not a boolean is GraphQL's to refuse. */
export function isSelected(
  conditions: readonly Condition[],
  { defaults }: Plan,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return conditions.every(({ variable, leavesOut }) => {
    if (Object.hasOwn(variables, variable)) return variables[variable] !== leavesOut;
    const value = defaults.get(variable);
    return value?.kind !== Kind.BOOLEAN || value.value !== leavesOut;
  });
}
