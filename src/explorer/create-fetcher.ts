import type { Fetcher } from "@graphiql/toolkit";
import { GraphQLError } from "graphql";
import type { Answer, AnswerError } from "./answer.js";
import { findOperation } from "./find-operation.js";
import type { Notice } from "./notice.js";
import type { Operation } from "./operation.js";
import { send } from "./send.js";
import type { Session } from "./session.js";
import type { Store } from "./store.js";
import { readTokenSet } from "./token-set.js";
import { Unreachable } from "./unreachable.js";

interface FetcherOptions {
  readonly session: Session;
  readonly notice: Store<Notice | null>;
  /** The errors of the last answer, to be explained. */
  readonly denials: Store<readonly AnswerError[]>;
}

/** Milliseconds after which the server is called slow. */
const patience = 3_000;

const toCode = ({ body }: Answer) => body.errors?.[0]?.extensions?.code;

/** Sends what the editor runs: the token with it, refreshed when it has to be, and what goes wrong put into words. */
export function createFetcher({ session, notice, denials }: FetcherOptions): Fetcher {
  async function ask(operation: Operation, own: Readonly<Record<string, string>>): Promise<Answer> {
    const asked = session.signedIn.get()?.tokenSet;
    const answer = await send(operation, { ...session.headers(), ...own });
    if (hasAuthorization(own)) return answer;
    session.heed(answer, asked);
    return toCode(answer) === "TOKEN_EXPIRED" && (await session.refresh())
      ? send(operation, { ...session.headers(), ...own })
      : answer;
  }

  return async ({ query, variables, operationName: name }, { headers = {} } = {}) => {
    const own: Readonly<Record<string, string>> = headers;
    const operationName = findOperation(query, name)?.name?.value;
    const operation = { query, variables, operationName };
    const isSchema = operationName === "IntrospectionQuery";
    const retry = isSchema ? "schema" : "operation";
    if (!isSchema) denials.set([]);
    const slow = setTimeout(
      () => notice.set({ text: "The server is slow. Still waiting for its answer…", retry: null }),
      patience,
    );
    try {
      const answer = await ask(operation, own);
      notice.set(answer.status === 503 ? { text: toOutage(answer), retry } : null);
      if (!isSchema) denials.set(answer.body.errors ?? []);
      const tokenSet = readTokenSet(answer.body.data);
      if (tokenSet !== undefined) await session.adopt(tokenSet);
      return JSON.parse(answer.text);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      notice.set({ text: error.message, retry });
      return { errors: [new GraphQLError(error.message)] };
    } finally {
      clearTimeout(slow);
    }
  };
}

function hasAuthorization(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
}

function toOutage({ body, retryAfter }: Answer): string {
  const when = retryAfter === undefined ? "" : ` Try again in ${retryAfter} seconds.`;
  return `The server answered 503: ${body.errors?.[0]?.message ?? "not available"}.${when}`;
}
