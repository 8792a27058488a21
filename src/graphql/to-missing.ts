import type { Identity } from "../oidc/identity.js";
import type { Alternatives, Requirement } from "./requirement.js";

/** Seconds by which the provider's clock may be ahead of ours before its `auth_time` counts as nonsense. */
const clockTolerance = 30;

function holds(alternatives: Alternatives, held: unknown): boolean {
  if (!(held instanceof Set)) return false;
  for (const names of alternatives) {
    let all = true;
    for (const name of names) all &&= held.has(name);
    if (all) return true;
  }
  return false;
}

function lacking(alternatives: Alternatives, held: unknown): Alternatives {
  return held instanceof Set ? alternatives.map((names) => names.filter((name) => !held.has(name))) : alternatives;
}

function readClaim(identity: Identity, name: string): unknown {
  const claims: unknown = identity.claims;
  return typeof claims === "object" && claims !== null && Object.hasOwn(claims, name)
    ? Reflect.get(claims, name)
    : undefined;
}

function isRecent(authTime: unknown, maxAge: number): boolean {
  if (typeof authTime !== "number") return false;
  const age = Date.now() / 1000 - authTime;
  return age >= -clockTolerance && age <= maxAge;
}

/**
 * The parts of a requirement that this identity does not meet, without the names it does have; null when all are met.
 * Policies are left out of the question: they are asked when the field is resolved.
 *
 * The identity may be one made by hand: what is not there, or is not a `Set`, grants nothing.
 */
export function toMissing({ roles, scopes, acr, maxAge }: Requirement, identity: Identity): Requirement | null {
  const noRole = roles !== undefined && !holds(roles, identity.roles);
  const noScope = scopes !== undefined && !holds(scopes, identity.scopes);
  const noAcr = acr !== undefined && !acr.some((value) => value === readClaim(identity, "acr"));
  const tooOld = maxAge !== undefined && !isRecent(readClaim(identity, "auth_time"), maxAge);
  if (!(noRole || noScope || noAcr || tooOld)) return null;
  return {
    ...(noRole && { roles: lacking(roles, identity.roles) }),
    ...(noScope && { scopes: lacking(scopes, identity.scopes) }),
    ...(noAcr && { acr }),
    ...(tooOld && { maxAge }),
  };
}
