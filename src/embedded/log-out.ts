import type { IncomingMessage, ServerResponse } from "node:http";
import type { Client, Provider } from "oidc-provider";
import { oidcProvider } from "./oidc-provider.js";
import { readForm } from "./read-form.js";

/**
 * Keycloak's logout for applications: `POST …/logout` with the client's credentials and a refresh token ends the session
 * it belongs to, with every token of it, and answers 204. Rejects with the OAuth error to answer.
 */
export async function logOut(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  const client = await authenticateClient(provider, request, form);
  const refreshToken = await provider.RefreshToken.find(form.get("refresh_token") ?? "");
  if (refreshToken?.grantId === undefined || refreshToken.clientId !== client.clientId) {
    throw new oidcProvider.errors.CustomOIDCProviderError("invalid_grant", "Invalid refresh token");
  }
  await provider.RefreshToken.revokeByGrantId(refreshToken.grantId);
  await (await provider.Grant.find(refreshToken.grantId))?.destroy();
  if (refreshToken.sessionUid !== undefined) {
    await (await provider.Session.findByUid(refreshToken.sessionUid))?.destroy();
  }
  response.writeHead(204).end();
}

/** client_secret_basic or client_secret_post: RFC 6749, section 2.3.1. */
async function authenticateClient(
  provider: Provider,
  request: IncomingMessage,
  form: URLSearchParams,
): Promise<Client> {
  const basic = /^Basic +(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const credentials =
    basic === undefined
      ? form
      : new URLSearchParams(
          Buffer.from(basic, "base64")
            .toString("utf8")
            .replace(/^(.*?):(.*)$/s, "client_id=$1&client_secret=$2"),
        );
  const client = await provider.Client.find(credentials.get("client_id") ?? "");
  if (client === undefined || !(await client.compareClientSecret(credentials.get("client_secret") ?? ""))) {
    throw new oidcProvider.errors.InvalidClientAuth("wrong credentials");
  }
  return client;
}
