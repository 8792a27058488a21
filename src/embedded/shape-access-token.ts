import type { AccessToken, ClientCredentials, JWTStructured, KoaContextWithOIDC } from "oidc-provider";
import type { Accounts } from "./create-accounts.js";
import type { RealmUser } from "./realm.js";
import { toUserClaims } from "./to-user-claims.js";

/** Gives a JWT access token the header and the claims that Keycloak gives it, with the roles the user has now. */
export function shapeAccessToken(
  accounts: Accounts,
  ctx: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
  jwt: JWTStructured,
): void {
  const { iss, aud, sub, jti, iat, exp, scope } = jwt.payload;
  const user = accounts.find(String(sub))?.user;
  const session = ctx.oidc.entities.RefreshToken ?? ctx.oidc.entities.AuthorizationCode;
  if (user === undefined || session === undefined) throw new Error("an access token needs a user and a session");

  jwt.header = { typ: "JWT" };
  jwt.payload = {
    exp,
    iat,
    auth_time: session.authTime,
    jti,
    iss,
    aud,
    sub,
    typ: "Bearer",
    azp: token.clientId,
    sid: session.sid,
    acr: session.acr ?? "1",
    scope,
    ...toRoleClaims(user),
    ...toUserClaims(user),
  };
}

/** Keycloak leaves out what would be empty. */
function toRoleClaims({ realmRoles, clientRoles }: RealmUser) {
  const clients = Object.entries(clientRoles).filter(([, roles]) => roles.length > 0);
  return {
    ...(realmRoles.length > 0 && { realm_access: { roles: realmRoles } }),
    ...(clients.length > 0 && {
      resource_access: Object.fromEntries(clients.map(([client, roles]) => [client, { roles }])),
    }),
  };
}
