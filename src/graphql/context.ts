import type { IncomingMessage } from "node:http";
import type { Identity } from "../oidc/identity.js";
import type { Verifier } from "../oidc/verifier.js";
import { createIdentify } from "./create-identify.js";

/**
 * What every resolver gets. A server of your own may make one by hand: any object with an `identity` is one.
 *
 * `identity` is null for a caller without a token. When a token was presented and is bad, reading `identity` throws
 * that refusal: whoever looks at the caller can never mistake a bad token for nobody.
 */
export interface AuthContext {
  readonly identity: Identity | null;
}

/** A request of `node:http` (Apollo, Express, Fastify's `request.raw`) or of the Fetch API (Yoga, Hono, edge servers). */
export type AuthRequest = (Pick<IncomingMessage, "rawHeaders"> | { readonly headers: Headers }) & {
  readonly url?: string | undefined;
};

/**
 * Makes the context builder of a server: it reads the `Authorization` header and verifies the bearer token in it.
 *
 * The builder rejects with a `GraphQLError` (`BAD_REQUEST`, HTTP 400) when the header cannot be told apart or occurs
 * twice, or the URL holds a token beside it (RFC 6750, section 3.1, `invalid_request`). It does not reject for a bad
 * token: `login` has to work with a stale one, so that refusal waits in `identity`.
 */
export function createContext(options: { readonly verifier: Pick<Verifier, "verify"> }) {
  const identify = createIdentify((token) => options.verifier.verify(token));
  return async (request: AuthRequest): Promise<AuthContext> => identify(request);
}
