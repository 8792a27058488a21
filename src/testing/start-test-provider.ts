import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Fault } from "./fault.js";
import { createGrants } from "./grants.js";
import { mintLogoutToken, mintToken } from "./mint-token.js";
import { sendFault } from "./send-fault.js";
import { createSigningKey } from "./signing-key.js";
import type { TestEndpoint, TestProvider, TestProviderOptions } from "./test-provider.js";
import type { TestUser } from "./test-user.js";

const realm = "/realms/local";
const endpoints: Readonly<Record<string, TestEndpoint>> = {
  [`${realm}/.well-known/openid-configuration`]: "discovery",
  [`${realm}/protocol/openid-connect/certs`]: "jwks",
  [`${realm}/protocol/openid-connect/token`]: "token",
  [`${realm}/protocol/openid-connect/revoke`]: "revocation",
  [`${realm}/protocol/openid-connect/logout`]: "logout",
};

const demoUsers: Readonly<Record<string, TestUser>> = {
  alice: {
    password: "wonderland",
    roles: ["member", "admin"],
    clientRoles: { "local-api": ["editor"] },
    claims: {
      name: "Alice Liddell",
      given_name: "Alice",
      family_name: "Liddell",
      email: "alice@example.com",
      email_verified: true,
    },
  },
  bob: {
    password: "canwefixit",
    roles: ["member"],
    claims: {
      name: "Bob Builder",
      given_name: "Bob",
      family_name: "Builder",
      email: "bob@example.com",
      email_verified: false,
    },
  },
};

/**
 * Starts an OpenID provider for tests, on loopback and in this process: discovery, JWKS, password and refresh grants,
 * revocation and logout, answered as Keycloak answers them; and `mint`, which signs any token, good or bad. Nothing
 * about it is safe: never use it for people.
 */
export async function startTestProvider(options: TestProviderOptions = {}): Promise<TestProvider> {
  const { clientId = "local-api", clientSecret = "local-api-demo-secret", users = demoUsers } = options;
  const { algorithm = "RS256", lifetime = 300, passwordGrant = true } = options;
  let signingKey = await createSigningKey(algorithm);
  let published = [signingKey.jwk];
  const faults = new Map<TestEndpoint, Fault>();
  const requests = { discovery: 0, jwks: 0, token: 0, revocation: 0, logout: 0 };

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  let port = await listen(options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  const issuer = options.publicIssuer ?? `${origin}${realm}`;
  const defaults = { issuer, clientId, lifetime };
  const mint: TestProvider["mint"] = (claims, overrides) => mintToken(defaults, signingKey, claims, overrides);
  const grants = createGrants(issuer, { clientId, clientSecret, users, lifetime, passwordGrant }, mint);

  async function listen(where: number): Promise<number> {
    server.listen(where, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("a test provider listens on a port");
    return address.port;
  }

  function describe(): object {
    const base = `${new URL(issuer).origin}${realm}/protocol/openid-connect`;
    return {
      issuer,
      authorization_endpoint: `${base}/auth`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/certs`,
      revocation_endpoint: `${base}/revoke`,
      end_session_endpoint: `${base}/logout`,
      grant_types_supported: ["password", "refresh_token"],
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: [algorithm],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = endpoints[new URL(request.url ?? "/", origin).pathname];
    if (endpoint === undefined) return send(response, 404, { error: "not_found" });
    requests[endpoint] += 1;
    const form = new URLSearchParams(await text(request));
    const fault = faults.get(endpoint);
    if (fault !== undefined && (await sendFault(response, fault))) return;
    if (endpoint === "discovery") return send(response, 200, describe());
    if (endpoint === "jwks") return send(response, 200, { keys: published });
    const { authorization } = request.headers;
    const answer = { token: grants.token, revocation: grants.revoke, logout: grants.logout }[endpoint](
      form,
      authorization,
    );
    send(response, answer.status, answer.body);
  }

  return {
    issuer,
    discoveryUrl: `${origin}${realm}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    requests,
    mint,
    mintLogoutToken: (claims, overrides) => mintLogoutToken(defaults, signingKey, claims, overrides),
    get kid() {
      return signingKey.kid;
    },
    async rotateKeys({ keep = true } = {}) {
      signingKey = await createSigningKey(algorithm);
      published = keep ? [signingKey.jwk, ...published] : [signingKey.jwk];
    },
    jwks: () => structuredClone({ keys: published }),
    fault(endpoint, fault) {
      if (fault === null) faults.delete(endpoint);
      else faults.set(endpoint, fault);
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async restart() {
      port = await listen(port);
    },
  };
}

function send(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
