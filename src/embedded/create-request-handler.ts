import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answerJson } from "./answer-json.js";
import { answerLoginPage } from "./answer-login-page.js";
import { answerUserinfo } from "./answer-userinfo.js";
import { createProvider } from "./create-provider.js";
import { logOut } from "./log-out.js";
import { oidcProvider } from "./oidc-provider.js";
import type { ProviderParts } from "./to-provider-configuration.js";

/**
 * Answers the requests below the issuer's path: three of them here, where Keycloak offers more than oidc-provider does,
 * all others by oidc-provider.
 */
export function createRequestHandler(parts: ProviderParts): RequestListener {
  const { host, pathname: root } = new URL(parts.issuer);
  const provider = createProvider(parts);
  const answerByProvider = provider.callback();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "";
    const [path = ""] = url.split("?");
    if (path === `${root}/protocol/openid-connect/logout` && request.method === "POST") {
      return logOut(provider, request, response);
    }
    if (path === `${root}/protocol/openid-connect/userinfo`) return answerUserinfo(parts, request, response);
    if (path.startsWith(`${root}/login/`)) return answerLoginPage(provider, parts.accounts, request, response);
    if (!path.startsWith(`${root}/`)) return answerJson(response, 404, { error: "Not found" });
    // The endpoints in the discovery document carry the issuer's host whatever address the request came by; the path
    // below the issuer is what oidc-provider routes by, the full one what it makes URLs from.
    request.headers.host = host;
    Object.assign(request, { originalUrl: url, url: url.slice(root.length) });
    await answerByProvider(request, response);
  }

  return (request, response) => {
    answer(request, response).catch((failure: unknown) => answerFailure(response, failure));
  };
}

function answerFailure(response: ServerResponse, failure: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!(failure instanceof oidcProvider.errors.OIDCProviderError) || failure.status >= 500) {
    answerJson(response, 500, { error: "server_error" });
    return;
  }
  const { error, error_description, status } = failure;
  if (error === "invalid_token") response.setHeader("WWW-Authenticate", `Bearer error="invalid_token"`);
  answerJson(response, status, { error, error_description });
}
