import { readBearer } from "../oidc/bearer.js";
import type { Identity } from "../oidc/identity.js";
import { InvalidRequest } from "../oidc/invalid-request.js";
import type { AuthContext, AuthRequest } from "./context.js";
import { toRefusal } from "./errors.js";
import { isPromise } from "./execute/is-promise.js";
import { createRefusedContext } from "./refused-context.js";
import { toRefusalError } from "./to-refusal-error.js";

/** Makes a context builder as `createContext` does, which answers, or throws, at once where `verify` does. */
export function createIdentify(verify: (accessToken: string) => Identity | Promise<Identity>) {
  return (request: AuthRequest): AuthContext | Promise<AuthContext> => {
    try {
      const token = readBearer(readAuthorization(request), request.url);
      if (token === null) return { identity: null };
      const verified = verify(token);
      return isPromise(verified) ? verified.then(toContext, refuse) : toContext(verified);
    } catch (error) {
      return refuse(error);
    }
  };
}

function toContext(identity: Identity): AuthContext {
  return { identity };
}

function refuse(error: unknown): AuthContext {
  const refusal = toRefusal(error);
  if (refusal === undefined) throw error;
  if (error instanceof InvalidRequest) throw toRefusalError(refusal);
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
