import { LRUCache } from "lru-cache";
import type { Identity } from "../identity.js";
import { toFrozenSet } from "./to-frozen-set.js";
import type { VerifiedClaims } from "./verified-claims.js";

/** Where Keycloak puts realm roles. */
const realmRoles = "realm_access.roles";

/**
 * Who verified claims speak for. Roles are the strings of the array at `rolesPath`, as they are, and Keycloak's client
 * roles as `client-id:role`. A Keycloak realm role with a colon in its name is left out: it could pass for a client
 * role. Nothing that is not an array of strings, or for scopes a string, grants anything.
 */
export function toIdentity(claims: VerifiedClaims, rolesPath: readonly string[]): Identity {
  const { sub, preferred_username, scope } = claims;
  const plain = readStrings(claims, rolesPath);
  const roles = [
    ...(rolesPath.join(".") === realmRoles ? plain.filter((role) => !role.includes(":")) : plain),
    ...Object.keys(read(claims, ["resource_access"]) ?? {}).flatMap((client) =>
      readStrings(claims, ["resource_access", client, "roles"]).map((role) => `${client}:${role}`),
    ),
  ];
  const identity: Omit<Identity, "expiresAt"> = {
    subject: sub,
    username: typeof preferred_username === "string" ? preferred_username : null,
    roles: share(roles),
    scopes: share(typeof scope === "string" ? scope.split(" ").filter((member) => member !== "") : []),
    claims: freeze(claims),
  };
  return Object.freeze(Object.defineProperty(identity, "expiresAt", expiry)) as Identity;
}

/** A date can be changed, so everybody gets one of their own. One getter for all: its own would be most of an identity. */
const expiry: PropertyDescriptor & ThisType<{ readonly claims: VerifiedClaims }> = {
  enumerable: true,
  get() {
    return new Date(this.claims.exp * 1000);
  },
};

/** Thousands of tokens name the same few sets. */
const sets = new LRUCache<string, ReadonlySet<string>>({ max: 1_000 });

function share(names: readonly string[]): ReadonlySet<string> {
  const key = JSON.stringify(names);
  const set = sets.get(key) ?? toFrozenSet(names);
  sets.set(key, set);
  return set;
}

function read(claims: unknown, path: readonly string[]): unknown {
  let value = claims;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    // Its own members alone: what it inherits was never in the token.
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
}

function readStrings(claims: unknown, path: readonly string[]): string[] {
  const value = read(claims, path);
  return Array.isArray(value) ? value.filter((member) => typeof member === "string") : [];
}

/** Depth is bounded where the claims are read. */
function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const name in value) freeze(value[name]);
  }
  return value;
}
