import type { AdapterFactory, Configuration } from "oidc-provider";
import { apiResource } from "./api-resource.js";
import type { Accounts } from "./create-accounts.js";
import type { SigningKey } from "./create-signing-key.js";
import { oidcProvider } from "./oidc-provider.js";
import type { Realm, RealmClient } from "./realm.js";
import { shapeAccessToken } from "./shape-access-token.js";
import { toUserClaims } from "./to-user-claims.js";

export interface ProviderParts {
  readonly issuer: string;
  readonly realm: Realm;
  readonly accounts: Accounts;
  readonly adapter: AdapterFactory;
  /** Private keys. The first signs, all are published. */
  readonly keys: readonly SigningKey[];
  /** Signs the cookies of the login page. */
  readonly cookieKey: string;
}

/** How oidc-provider is told to be like Keycloak: paths, scopes, claims, lifespans. */
export function toProviderConfiguration({
  issuer,
  realm,
  accounts,
  adapter,
  keys,
  cookieKey,
}: ProviderParts): Configuration {
  const base = "/protocol/openid-connect";
  const policy = oidcProvider.interactionPolicy.base();
  // One client, one owner: who has logged in has consented.
  policy.remove("consent");

  return {
    adapter,
    clients: realm.clients.map(toClientMetadata),
    jwks: { keys },
    cookies: { keys: [cookieKey] },
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    scopes: apiResource.scope.split(" "),
    claims: {
      openid: ["sub", "typ", "azp", "acr", "auth_time"],
      profile: ["preferred_username", "name", "given_name", "family_name"],
      email: ["email", "email_verified"],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    discovery: { userinfo_endpoint: `${issuer}${base}/userinfo` },
    routes: {
      authorization: `${base}/auth`,
      token: `${base}/token`,
      jwks: `${base}/certs`,
      revocation: `${base}/revoke`,
      end_session: `${base}/logout`,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = `<!doctype html><title>Log out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Log out</button>`;
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = "Logged out";
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => apiResource.indicator,
        getResourceServerInfo: () => apiResource,
      },
    },
    formats: { customizers: { jwt: (ctx, token, jwt) => shapeAccessToken(accounts, ctx, token, jwt) } },
    ttl: {
      AccessToken: realm.accessTokenLifespan,
      IdToken: realm.accessTokenLifespan,
      AuthorizationCode: 60,
      Interaction: 1800,
      Session: realm.ssoSessionMaxLifespan,
      Grant: realm.ssoSessionMaxLifespan,
      RefreshToken: (ctx) =>
        Math.min(realm.ssoSessionIdleTimeout, ctx.oidc.grant?.remainingTTL ?? realm.ssoSessionIdleTimeout),
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    interactions: { policy, url: (_ctx, { uid }) => `${new URL(issuer).pathname}/login/${uid}` },
    findAccount(ctx, subject) {
      const account = accounts.find(subject);
      if (!account?.user.enabled) return undefined;
      const idTokenOnly = { typ: "ID", azp: ctx.oidc.client?.clientId };
      return { accountId: subject, claims: () => ({ sub: subject, ...idTokenOnly, ...toUserClaims(account.user) }) };
    },
    async loadExistingGrant({ oidc: { account, client, provider, session } }) {
      if (account === undefined || client === undefined) return undefined;
      const known = session?.grantIdFor(client.clientId);
      const existing = known === undefined ? undefined : await provider.Grant.find(known);
      if (existing !== undefined) return existing;
      const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
      grant.addOIDCScope(apiResource.scope);
      grant.addResourceScope(apiResource.indicator, apiResource.scope);
      await grant.save();
      return grant;
    },
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((redirectUri) => new URL(redirectUri).origin === origin),
    renderError(ctx, out) {
      ctx.type = "json";
      ctx.body = out;
    },
  };
}

function toClientMetadata({ clientId, secret, redirectUris, standardFlowEnabled }: RealmClient) {
  const codeFlow = standardFlowEnabled && redirectUris.length > 0;
  return {
    client_id: clientId,
    client_secret: secret,
    grant_types: ["password", "refresh_token", ...(codeFlow ? ["authorization_code"] : [])],
    response_types: codeFlow ? ["code" as const] : [],
    redirect_uris: codeFlow ? redirectUris : [],
    post_logout_redirect_uris: codeFlow ? redirectUris : [],
  };
}
