import type { Identity } from "../../oidc/identity.js";
import type { Access } from "../directive/access.js";
import type { Denial } from "../guard/denial.js";
import { readSuppliedInputs, type SuppliedVariables } from "../guard/read-supplied-inputs.js";
import { toDenial } from "../guard/to-denial.js";
import { isSelected } from "./is-selected.js";
import type { Plan, PlannedField, PlannedSelection } from "./plan.js";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Layer one: what of an operation this caller is certain to be denied, one denial a coordinate. Not certain, and so
 * left to layer two: what `onDeny: NULL` guards and what hangs below it, and what the runtime type or a policy decides.
 */
export function findDenials(plan: Plan, access: Access, variables: Variables, identity: Identity | null): Denial[] {
  // Most operations deny nothing: what is needed to say so is made when it is.
  let denials: Map<string, Denial> | undefined;
  let visited: Set<PlannedSelection> | undefined;
  let supplied: SuppliedVariables | undefined;

  /** Whether what was found leaves the field certain to be resolved, or refused. */
  function note(denial: Denial | null): boolean {
    if (denial === null) return true;
    if (denial.onDeny !== "REFUSE") return false;
    denials ??= new Map();
    denials.set(denial.coordinate, denial);
    return true;
  }

  /** Whether the field is certain to be resolved, or refused: null has nothing below it. */
  function judge({ access: { coordinate, rules }, supplies }: PlannedField): boolean {
    let isCertain = note(toDenial(coordinate, rules, identity));
    if (supplies === null) return isCertain;
    supplied ??= { values: variables, defaults: plan.defaults, coerced: false, found: new Map() };
    for (const input of readSuppliedInputs({ coordinate, args: supplies.args }, supplies.node, supplied, access)) {
      if (!note(toDenial(input, access.inputs.get(input) ?? [], identity))) isCertain = false;
    }
    return isCertain;
  }

  function visit({ fields, fragments }: PlannedSelection): void {
    for (const field of fields) {
      if (!isSelected(field.conditions, plan, variables)) continue;
      if (judge(field) && field.selection !== null) visit(field.selection);
    }
    for (const { conditions, selection } of fragments) {
      visited ??= new Set();
      if (visited.has(selection) || !isSelected(conditions, plan, variables)) continue;
      visited.add(selection);
      visit(selection);
    }
  }

  visit(plan.root);
  return denials === undefined ? [] : [...denials.values()];
}
