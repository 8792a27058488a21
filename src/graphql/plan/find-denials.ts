import type { Identity } from "../../oidc/identity.js";
import type { Access } from "../directive/access.js";
import type { Denial } from "../guard/denial.js";
import { readSuppliedInputs } from "../guard/read-supplied-inputs.js";
import { toDenial } from "../guard/to-denial.js";
import { isSelected } from "./is-selected.js";
import type { Plan, PlannedField, PlannedSelection } from "./plan.js";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Layer one: what of an operation this caller is certain to be denied, one denial a coordinate. Not certain, and so
 * left to layer two: what `onDeny: NULL` guards and what hangs below it, and what the runtime type or a policy decides.
 */
export function findDenials(plan: Plan, access: Access, variables: Variables, identity: Identity | null): Denial[] {
  const denials = new Map<string, Denial>();
  const visited = new Set<PlannedSelection>();
  const supplied = { values: variables, defaults: plan.defaults, coerced: false, found: new Map() };

  /** Whether the field is certain to be resolved, or refused: null has nothing below it. */
  function judge({ access: { coordinate, rules }, supplies }: PlannedField): boolean {
    const demands = [{ coordinate, rules }];
    if (supplies !== null) {
      const field = { coordinate, args: supplies.args };
      for (const input of readSuppliedInputs(field, supplies.node, supplied, access)) {
        demands.push({ coordinate: input, rules: access.inputs.get(input) ?? [] });
      }
    }
    const found = demands.flatMap((demand) => toDenial(demand.coordinate, demand.rules, identity) ?? []);
    for (const denial of found) {
      if (denial.onDeny === "REFUSE") denials.set(denial.coordinate, denial);
    }
    return found.every(({ onDeny }) => onDeny === "REFUSE");
  }

  function visit({ fields, fragments }: PlannedSelection): void {
    for (const field of fields) {
      if (!isSelected(field.conditions, plan, variables)) continue;
      if (judge(field) && field.selection !== null) visit(field.selection);
    }
    for (const { conditions, selection } of fragments) {
      if (visited.has(selection) || !isSelected(conditions, plan, variables)) continue;
      visited.add(selection);
      visit(selection);
    }
  }

  visit(plan.root);
  return [...denials.values()];
}
