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
  const { sub, exp, preferred_username, scope } = claims;
  const plain = readStrings(claims, rolesPath);
  const roles = [
    ...(rolesPath.join(".") === realmRoles ? plain.filter((role) => !role.includes(":")) : plain),
    ...Object.keys(read(claims, ["resource_access"]) ?? {}).flatMap((client) =>
      readStrings(claims, ["resource_access", client, "roles"]).map((role) => `${client}:${role}`),
    ),
  ];
  return Object.freeze({
    subject: sub,
    username: typeof preferred_username === "string" ? preferred_username : null,
    roles: toFrozenSet(roles),
    scopes: toFrozenSet(typeof scope === "string" ? scope.split(" ").filter((member) => member !== "") : []),
    claims: freeze(claims),
    get expiresAt() {
      return new Date(exp * 1000);
    },
  });
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
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}
