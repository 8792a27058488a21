import { readBearer } from "../oidc/bearer.js";
import type { Identity } from "../oidc/identity.js";
import { InvalidRequest } from "../oidc/invalid-request.js";
import type { Verifier } from "../oidc/verifier.js";
import type { AuthContext, AuthRequest } from "./context.js";
import { toGraphQLError } from "./errors.js";
import { createRefusedContext } from "./refused-context.js";

/** Who verifies tokens; one that remembers those it has verified may say so at once. */
interface TokenVerifier extends Pick<Verifier, "verify"> {
  remembered?(accessToken: string): Identity | undefined;
}

/** Makes a context builder as `createContext` does, which answers, or throws, at once where nothing has to be waited for. */
export function createIdentify({ verifier }: { readonly verifier: TokenVerifier }) {
  async function verify(token: string): Promise<AuthContext> {
    try {
      return { identity: await verifier.verify(token) };
    } catch (error) {
      return refuse(error);
    }
  }

  return (request: AuthRequest): AuthContext | Promise<AuthContext> => {
    let token: string | null;
    try {
      token = readBearer(readAuthorization(request));
    } catch (error) {
      return refuse(error);
    }
    if (token === null) return { identity: null };
    const identity = verifier.remembered?.(token);
    return identity === undefined ? verify(token) : { identity };
  };
}

function refuse(error: unknown): AuthContext {
  const refusal = toGraphQLError(error);
  if (refusal === undefined || error instanceof InvalidRequest) throw refusal ?? error;
  return createRefusedContext(refusal);
}

/** Every `Authorization` value: Node keeps the first in `headers` and drops the second without a word. */
function readAuthorization(request: AuthRequest): string[] {
  const values: string[] = [];
  if ("rawHeaders" in request) {
    const { rawHeaders } = request;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i];
      if (name?.length === 13 && name.toLowerCase() === "authorization") values.push(rawHeaders[i + 1] ?? "");
    }
    return values;
  }
  const value = request.headers.get("authorization");
  return value === null ? [] : [value];
}
