import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import { createAccounts } from "./create-accounts.js";
import { createMemoryAdapter } from "./create-memory-adapter.js";
import { createRequestHandler } from "./create-request-handler.js";
import { createSigningKey } from "./create-signing-key.js";
import { listenOnLoopback } from "./listen-on-loopback.js";
import type { Realm } from "./realm.js";

export interface EmbeddedProviderOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Clients and users, from `readRealm`. */
  readonly realm: Realm;
  /** The host in the issuer, a name of this machine's loopback. Default `localhost`. */
  readonly hostname?: string;
}

export interface EmbeddedProvider {
  /** `http://{hostname}:{port}/realms/{realm}` */
  readonly issuer: string;
  /** The first client of the realm, with its secret: what the API logs people in with. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Ends every session and frees the port at once. */
  close(): Promise<void>;
  /** Signs with a new key from now on. What the earlier keys signed still verifies; sessions go on. */
  rotateKeys(): Promise<void>;
}

/**
 * Starts a real OpenID provider in this process for development: sessions in memory, reachable from this machine alone,
 * and shaped like a Keycloak with this realm. Rejects with one line, and the system's `code`, when the port is in use.
 */
export async function startEmbeddedProvider({
  port,
  realm,
  hostname = "localhost",
}: EmbeddedProviderOptions): Promise<EmbeddedProvider> {
  const parts = {
    realm,
    accounts: createAccounts(realm),
    adapter: createMemoryAdapter(),
    cookieKey: randomBytes(32).toString("base64url"),
  };
  const toIssuer = (listening: number) => `http://${hostname}:${listening}/realms/${realm.realm}`;
  let keys = [await createSigningKey()];
  let handle: RequestListener;
  const listener = await listenOnLoopback(hostname, port, (listening) => {
    handle = createRequestHandler({ ...parts, keys, issuer: toIssuer(listening) });
    return (request, response) => handle(request, response);
  });
  const issuer = toIssuer(listener.port);
  const [{ clientId, secret }] = realm.clients;

  return {
    issuer,
    clientId,
    clientSecret: secret,
    close: () => listener.close(),
    async rotateKeys() {
      keys = [await createSigningKey(), ...keys];
      handle = createRequestHandler({ ...parts, keys, issuer });
    },
  };
}
