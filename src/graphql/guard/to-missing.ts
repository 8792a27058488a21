import type { Identity } from "../../oidc/identity.js";
import type { Alternatives, Requirement } from "../directive/requirement.js";
import { hasAny, isOfClass, isRecent } from "./meets.js";

function toLacking(alternatives: Alternatives, held: unknown): Alternatives {
  return held instanceof Set ? alternatives.map((names) => names.filter((name) => !held.has(name))) : alternatives;
}

/**
 * The parts of a requirement that this identity does not meet, without the names it does have; null when all are met.
 * Policies are left out of the question: they are asked when the field is resolved.
 */
export function toMissing({ roles, scopes, acr, maxAge }: Requirement, identity: Identity): Requirement | null {
  const missing = {
    ...(roles && !hasAny(roles, identity.roles) && { roles: toLacking(roles, identity.roles) }),
    ...(scopes && !hasAny(scopes, identity.scopes) && { scopes: toLacking(scopes, identity.scopes) }),
    ...(acr && !isOfClass(acr, identity) && { acr }),
    ...(maxAge !== undefined && !isRecent(maxAge, identity) && { maxAge }),
  };
  return Object.keys(missing).length > 0 ? missing : null;
}
