import type { Resolvers } from "../generated/resolvers.js";
import type { Identity } from "../oidc/identity.js";
import type { AuthContext } from "./context.js";
import { toGraphQLError } from "./errors.js";
import { readIdentity } from "./guard/read-identity.js";
import { dateTime, json } from "./scalars.js";
import type { Session } from "./session.js";

/** The resolvers of the session. `me` is the identity itself; no field of it asks anybody. */
export function createResolvers(session: Session): Resolvers {
  return {
    Query: {
      me: (_parent, _args, { identity }) => identity,
    },
    Mutation: {
      login: (_parent, { username, password }, { address, signal }) =>
        answer(session.login(username, password, address, signal)),
      refresh: (_parent, { refreshToken }, { address, signal }) =>
        answer(session.refresh(refreshToken, address, signal)),
      logout: async (_parent, { refreshToken }, context) => {
        await answer(session.logout(refreshToken, readVerified(context), context.address, context.signal));
        return true;
      },
    },
    User: {
      id: ({ subject }) => subject,
      name: ({ claims }) => toText(claims.name),
      givenName: ({ claims }) => toText(claims.given_name),
      familyName: ({ claims }) => toText(claims.family_name),
      email: ({ claims }) => toText(claims.email),
      emailVerified: ({ claims }) => (typeof claims.email_verified === "boolean" ? claims.email_verified : null),
      roles: ({ roles }) => [...roles],
      scopes: ({ scopes }) => [...scopes],
    },
    DateTime: dateTime,
    JSON: json,
  };
}

/** The caller whose token is good, or null: nobody is kept from logging out by a stale token. */
function readVerified(context: AuthContext): Identity | null {
  try {
    return readIdentity(context);
  } catch {
    return null;
  }
}

/** A refusal of the OpenID Connect side as the answer a client knows. */
async function answer<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call;
  } catch (error) {
    throw toGraphQLError(error) ?? error;
  }
}

function toText(claim: unknown): string | null {
  return typeof claim === "string" ? claim : null;
}
