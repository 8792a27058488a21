import { GraphQLError } from "graphql";
import { GrantRefused } from "../oidc/grant-refused.js";
import { InvalidRequest } from "../oidc/invalid-request.js";
import { InvalidToken } from "../oidc/invalid-token.js";
import { ProviderUnavailable } from "../oidc/provider-unavailable.js";
import { RateLimited } from "../oidc/rate-limited.js";
import type { Refusal } from "./refusal.js";
import { toRefusalError } from "./to-refusal-error.js";

/** What a client gets back, by `extensions.code`: the one place where a code meets its status and challenge. */
export interface Answer {
  readonly status: number;
  /** `error` of the `Bearer` challenge (RFC 6750, section 3.1); null is a challenge without one, absent is no challenge. */
  readonly challenge?: string | null;
}

export const answers = {
  UNAUTHENTICATED: { status: 401, challenge: null },
  TOKEN_EXPIRED: { status: 401, challenge: "invalid_token" },
  TOKEN_SIGNATURE_INVALID: { status: 401, challenge: "invalid_token" },
  TOKEN_MALFORMED: { status: 401, challenge: "invalid_token" },
  TOKEN_REJECTED: { status: 401, challenge: "invalid_token" },
  FORBIDDEN: { status: 403, challenge: "insufficient_scope" },
  PROVIDER_UNAVAILABLE: { status: 503 },
  INVALID_CREDENTIALS: { status: 401, challenge: null },
  INVALID_GRANT: { status: 401, challenge: null },
  BAD_REQUEST: { status: 400 },
  TOO_MANY_LOGINS: { status: 400 },
  RATE_LIMITED: { status: 429 },
  PERSISTED_QUERY_NOT_FOUND: { status: 400 },
  TIMEOUT: { status: 504 },
  INTERNAL_SERVER_ERROR: { status: 500 },
} as const satisfies Record<string, Answer>;

export type AnswerCode = keyof typeof answers;

/** Characters of a message that clients get: a name in a document, or a list of roles, may be of any length. */
export const longestMessage = 500;

/** The status and headers Apollo and its peers take from `extensions.http`. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

/** Apollo reads headers from the map, Yoga from the properties. */
function toHeaders(headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return Object.assign(new Map(Object.entries(headers)), headers);
}

/**
 * A `Bearer` challenge: `Bearer realm="latchkey", error="…", …` (RFC 6750, section 3). Parameters that are undefined
 * are left out; what a quoted string may not hold is too.
 */
function toChallenge(parameters: Readonly<Record<string, string | undefined>>): string {
  let challenge = 'Bearer realm="latchkey"';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) challenge += `, ${name}="${value.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "")}"`;
  }
  return challenge;
}

/** The answer to a code, with its challenge where the table has one. `parameters` are added to the challenge. */
export function toHttpAnswer(
  code: AnswerCode,
  parameters: Readonly<Record<string, string | undefined>> = {},
): HttpAnswer {
  const { status, challenge }: Answer = answers[code];
  if (challenge === undefined) return { status, headers: toHeaders({}) };
  const value = toChallenge({ error: challenge ?? undefined, ...parameters });
  return { status, headers: toHeaders({ "www-authenticate": value }) };
}

function refuse(code: AnswerCode, message: string, http: HttpAnswer): Refusal {
  return { message, extensions: { code, http } };
}

function toLaterAnswer(code: "PROVIDER_UNAVAILABLE" | "RATE_LIMITED", seconds: number): HttpAnswer {
  return {
    status: answers[code].status,
    headers: toHeaders({ "retry-after": String(Math.max(1, Math.ceil(seconds))) }),
  };
}

/** What took longer than it may. */
export function toTimeout(seconds: number): GraphQLError {
  return toRefusalError(refuse("TIMEOUT", `The operation took longer than ${seconds} s`, toHttpAnswer("TIMEOUT")));
}

/** An error of the OpenID Connect side in GraphQL's terms; undefined for an error that is nobody's to see. */
export function toGraphQLError(error: unknown): GraphQLError | undefined {
  const refusal = toRefusal(error);
  return refusal && toRefusalError(refusal);
}

/** The same, before an error is made of it. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof GraphQLError) return error;
  if (error instanceof InvalidToken) {
    return refuse(error.code, error.message, toHttpAnswer(error.code, { error_description: error.message }));
  }
  if (error instanceof InvalidRequest) {
    const challenge = { error: "invalid_request", error_description: error.message };
    const headers = toHeaders({ "www-authenticate": toChallenge(challenge) });
    return refuse("BAD_REQUEST", error.message, { status: answers.BAD_REQUEST.status, headers });
  }
  if (error instanceof GrantRefused) return refuse(error.code, error.message, toHttpAnswer(error.code));
  if (error instanceof ProviderUnavailable) {
    return refuse("PROVIDER_UNAVAILABLE", error.message, toLaterAnswer("PROVIDER_UNAVAILABLE", error.retryAfter));
  }
  if (error instanceof RateLimited) {
    return refuse("RATE_LIMITED", error.message, toLaterAnswer("RATE_LIMITED", error.retryAfter));
  }
  return undefined;
}
