import type { Client, Provider } from "oidc-provider";
import { answerLikeKeycloak } from "./answer-like-keycloak.js";
import { isRedirectAllowed } from "./is-redirect-allowed.js";
import { oidcProvider } from "./oidc-provider.js";
import { type PasswordParameters, passwordGrant } from "./password-grant.js";
import { type ProviderParts, toProviderConfiguration } from "./to-provider-configuration.js";

/** An oidc-provider that speaks with Keycloak's paths, grants, claims and answers. Does no I/O. */
export function createProvider(parts: ProviderParts): Provider {
  const provider = new oidcProvider.Provider(parts.issuer, toProviderConfiguration(parts));
  provider.registerGrantType<PasswordParameters>("password", (ctx) => passwordGrant(parts.realm, parts.accounts, ctx), [
    "username",
    "password",
    "scope",
  ]);
  provider.use(answerLikeKeycloak);
  // Koa would print every connection that a client breaks off. Faults show with DEBUG=oidc-provider:*.
  provider.silent = true;
  Object.assign(provider.Client.prototype, {
    includeSid: () => true,
    redirectUriAllowed(this: Client, uri: string) {
      return isRedirectAllowed(uri, this.redirectUris ?? []);
    },
    postLogoutRedirectUriAllowed(this: Client, uri: string) {
      return isRedirectAllowed(uri, this.postLogoutRedirectUris ?? []);
    },
  });
  return provider;
}
