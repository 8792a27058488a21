import * as client from "openid-client";
import type { EmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";

/** Discovers the provider as a client would, with its credentials or the ones given. */
export function connect(
  { issuer, clientId, clientSecret }: EmbeddedProvider,
  authentication: client.ClientAuth = client.ClientSecretBasic(clientSecret),
): Promise<client.Configuration> {
  return client.discovery(new URL(issuer), clientId, undefined, authentication, {
    execute: [client.allowInsecureRequests],
  });
}
