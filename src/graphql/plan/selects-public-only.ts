import { isSelected } from "./is-selected.js";
import type { Plan, PlannedSelection } from "./plan.js";

/** Whether every root field the operation selects is `@public` or introspection. */
export function selectsPublicOnly(plan: Plan, variables: Readonly<Record<string, unknown>>): boolean {
  const visited = new Set<PlannedSelection>();
  function isPublic(selection: PlannedSelection): boolean {
    if (visited.has(selection)) return true;
    visited.add(selection);
    return (
      selection.fields.every(({ conditions, access }) => access.isPublic || !isSelected(conditions, plan, variables)) &&
      selection.fragments.every(
        (spread) => !isSelected(spread.conditions, plan, variables) || isPublic(spread.selection),
      )
    );
  }
  return isPublic(plan.root);
}
