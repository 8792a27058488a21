import type { Identity } from "../../oidc/identity.js";
import type { Alternatives, Requirement } from "../directive/requirement.js";

/** Seconds by which the provider's clock may be ahead of ours before its `auth_time` counts as nonsense. */
const clockTolerance = 30;

/** Any of the outer list, all of an inner one. Asked for every guarded field of every item, so it makes no closures. */
export function hasAny(alternatives: Alternatives, held: unknown): boolean {
  if (!(held instanceof Set)) return false;
  for (const names of alternatives) {
    let all = true;
    for (const name of names) all &&= held.has(name);
    if (all) return true;
  }
  return false;
}

function readClaim(identity: Identity, name: string): unknown {
  const claims: unknown = identity.claims;
  return typeof claims === "object" && claims !== null && Object.hasOwn(claims, name)
    ? Reflect.get(claims, name)
    : undefined;
}

export function isOfClass(acr: readonly string[], identity: Identity): boolean {
  const held = readClaim(identity, "acr");
  return acr.some((value) => value === held);
}

export function isRecent(maxAge: number, identity: Identity): boolean {
  const authTime = readClaim(identity, "auth_time");
  if (typeof authTime !== "number") return false;
  const age = Date.now() / 1000 - authTime;
  return age >= -clockTolerance && age <= maxAge;
}

/**
 * Whether the identity meets a requirement, policies left aside. It may be one made by hand: what is not there, or is
 * not a `Set`, grants nothing.
 */
export function meets(requirement: Requirement, identity: Identity): boolean {
  if (requirement.roles !== undefined && !hasAny(requirement.roles, identity.roles)) return false;
  if (requirement.scopes !== undefined && !hasAny(requirement.scopes, identity.scopes)) return false;
  if (requirement.acr !== undefined && !isOfClass(requirement.acr, identity)) return false;
  return requirement.maxAge === undefined || isRecent(requirement.maxAge, identity);
}
