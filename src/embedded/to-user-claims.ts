import type { RealmUser } from "./realm.js";

/** What the scopes `profile` and `email` say of a user, in Keycloak's words. */
export function toUserClaims(user: RealmUser): Record<string, unknown> {
  const names = [user.firstName, user.lastName].filter((name) => name !== undefined);
  return {
    preferred_username: user.username,
    name: names.length > 0 ? names.join(" ") : undefined,
    given_name: user.firstName,
    family_name: user.lastName,
    email: user.email,
    email_verified: user.emailVerified,
  };
}
