import type { AuthContext } from "./context.js";
import { readIdentity } from "./read-identity.js";
import type { Rule } from "./requirement.js";
import { toMissing } from "./to-missing.js";

/** Whether the caller meets all rules, policies left aside. It costs nothing but the answer: not even why it is no. */
export function holds(rules: readonly Rule[], context: AuthContext): boolean {
  try {
    const identity = readIdentity(context);
    if (identity === null) return false;
    for (const { requirement } of rules) {
      if (toMissing(requirement, identity) !== null) return false;
    }
    return true;
  } catch {
    return false;
  }
}
