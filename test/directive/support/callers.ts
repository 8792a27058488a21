import type { AuthContext } from "#latchkey/graphql/context.js";
import { toGraphQLError } from "#latchkey/graphql/errors.js";
import type { Identity } from "#latchkey/oidc/identity.js";
import { InvalidToken } from "#latchkey/oidc/invalid-token.js";

export function toIdentity(parts: Partial<Identity> = {}): Identity {
  return {
    subject: "6f2c1a",
    username: "alice",
    roles: new Set(),
    scopes: new Set(),
    claims: {},
    expiresAt: new Date(Date.now() + 300_000),
    ...parts,
  };
}

const expired: AuthContext = Object.create({
  get identity() {
    throw toGraphQLError(new InvalidToken("TOKEN_EXPIRED", "exp is in the past"));
  },
});

const read = new Set(["read"]);

/** Six callers of one rule: the role `keeper`, and for one placement the scope `read` besides. */
export const callers = {
  anonymous: { code: "UNAUTHENTICATED", status: 401, context: () => ({ identity: null }) },
  "with an expired token": { code: "TOKEN_EXPIRED", status: 401, context: () => expired },
  "without the role": { code: "FORBIDDEN", status: 403, context: () => ({ identity: toIdentity({ scopes: read }) }) },
  "with the role in another client": {
    code: "FORBIDDEN",
    status: 403,
    context: () => ({ identity: toIdentity({ roles: new Set(["other:keeper", "keeper:other"]), scopes: read }) }),
  },
  "with the role": {
    code: null,
    status: 200,
    context: () => ({ identity: toIdentity({ roles: new Set(["keeper"]), scopes: read }) }),
  },
  "service account": {
    code: null,
    status: 200,
    context: () => ({
      identity: toIdentity({ username: null, roles: new Set(["member", "keeper"]), scopes: read }),
    }),
  },
} satisfies Record<string, { code: string | null; status: number; context: () => AuthContext }>;

export type CallerName = keyof typeof callers;

export function isCallerName(name: unknown): name is CallerName {
  return typeof name === "string" && Object.hasOwn(callers, name);
}

export const callerNames = Object.keys(callers).filter(isCallerName);
