import type { Identity } from "../../oidc/identity.js";
import type { Requirement, Rule } from "../directive/requirement.js";
import type { Denial } from "./denial.js";
import { toMissing } from "./to-missing.js";

/** Judges a coordinate by the identity alone, policies left aside. Null when nothing that is known denies it. */
export function toDenial(coordinate: string, rules: readonly Rule[], identity: Identity | null): Denial | null {
  let missing: Requirement[] | undefined;
  let onDeny: Rule["onDeny"] = "NULL";
  for (const rule of rules) {
    const lacks = identity === null ? rule.requirement : toMissing(rule.requirement, identity);
    if (lacks === null) continue;
    missing ??= [];
    missing.push(lacks);
    if (rule.onDeny === "REFUSE") onDeny = "REFUSE";
  }
  if (missing === undefined) return null;
  return {
    coordinate,
    code: identity === null ? "UNAUTHENTICATED" : "FORBIDDEN",
    requires: rules.map(({ requirement }) => requirement),
    missing,
    onDeny,
    reason: identity === null ? "anonymous" : "insufficient",
  };
}
