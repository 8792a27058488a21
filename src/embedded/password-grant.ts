import { randomUUID } from "node:crypto";
import type { Client, RefreshToken, TokenEndpointGrantContext } from "oidc-provider";
import { apiResource } from "./api-resource.js";
import type { Account, Accounts } from "./create-accounts.js";
import { oidcProvider } from "./oidc-provider.js";
import type { Realm } from "./realm.js";
import { toUserClaims } from "./to-user-claims.js";

export interface PasswordParameters {
  readonly username?: string;
  readonly password?: string;
}

/**
 * Answers `grant_type=password` (RFC 6749, section 4.3), refusing as Keycloak does: `invalid_grant` for a wrong name or
 * password and for a disabled user, `unauthorized_client` where the realm does not give the client direct access grants.
 */
export async function passwordGrant(
  realm: Realm,
  accounts: Accounts,
  ctx: TokenEndpointGrantContext<PasswordParameters>,
): Promise<void> {
  const { CustomOIDCProviderError, InvalidRequest } = oidcProvider.errors;
  const { client, params, provider } = ctx.oidc;
  if (!mayUsePasswords(realm, client)) {
    throw new CustomOIDCProviderError("unauthorized_client", "Client not allowed for direct access grants");
  }
  if (!params.username || !params.password) throw new InvalidRequest("Missing parameter: username and password");
  const scope = toGrantedScope(params.scope);
  const account = accounts.authenticate(params.username, params.password);
  if (account === undefined) throw new CustomOIDCProviderError("invalid_grant", "Invalid user credentials");
  if (!account.user.enabled) throw new CustomOIDCProviderError("invalid_grant", "Account disabled");

  const owner = { client, clientId: client.clientId, accountId: account.subject };
  const grant = new provider.Grant(owner);
  grant.addOIDCScope(scope);
  grant.addResourceScope(apiResource.indicator, scope);
  const session = { ...owner, grantId: await grant.save(), sid: randomUUID(), gty: "password", scope };
  const refreshToken = new provider.RefreshToken({
    ...session,
    resource: apiResource.indicator,
    acr: "1",
    authTime: Math.floor(Date.now() / 1000),
  });
  // The claims of the access token and the lifespans are made from what the context knows of the session.
  ctx.oidc.entity("Grant", grant);
  ctx.oidc.entity("RefreshToken", refreshToken);
  const accessToken = new provider.AccessToken({
    ...session,
    resourceServer: new provider.ResourceServer(apiResource.indicator, apiResource),
  });
  ctx.body = {
    access_token: await accessToken.save(),
    expires_in: accessToken.expiration,
    refresh_token: await refreshToken.save(),
    token_type: accessToken.tokenType,
    id_token: scope.split(" ").includes("openid") ? await issueIdToken(ctx, account, refreshToken) : undefined,
    scope,
  };
}

function issueIdToken(ctx: TokenEndpointGrantContext, { subject, user }: Account, session: RefreshToken) {
  const idToken = new ctx.oidc.provider.IdToken({}, { ctx });
  const claims = {
    sub: subject,
    typ: "ID",
    azp: session.clientId,
    sid: session.sid,
    acr: session.acr,
    auth_time: session.authTime,
    ...toUserClaims(user),
  };
  for (const [name, value] of Object.entries(claims)) idToken.set(name, value);
  return idToken.issue({ use: "idtoken" });
}

function mayUsePasswords({ clients }: Realm, { clientId }: Client): boolean {
  return clients.some((client) => client.clientId === clientId && client.directAccessGrantsEnabled);
}

/** `profile` and `email` are granted always, as to every client of Keycloak; an unknown scope refuses the request. */
function toGrantedScope(requested = ""): string {
  const supported = new Set(apiResource.scope.split(" "));
  const asked = requested.split(" ").filter((name) => name !== "");
  if (asked.some((name) => !supported.has(name))) {
    throw new oidcProvider.errors.InvalidScope("Invalid scopes", requested);
  }
  return [...new Set([...asked, "profile", "email"])].join(" ");
}
