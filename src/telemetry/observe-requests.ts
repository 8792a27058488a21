import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Identity } from "../oidc/identity.js";
import { toSubjectHash } from "../oidc/to-subject-hash.js";
import type { Exchange, Execution } from "./exchange.js";
import { toSignature } from "./to-signature.js";

/** Characters of an operation's name that are logged at most. */
const longestName = 100;

/** Keeps an eye on requests to `/graphql`. */
export interface RequestObserver {
  /** To be called first thing. */
  begin(request: IncomingMessage, response: ServerResponse, requestId: string): void;
  /** What `begin` has made of a request. */
  find(request: IncomingMessage): Exchange | undefined;
}

/** How a request ended, for who counts it. `code` is `OK` or what the first error says. */
export type CountRequest = (type: string, code: string, seconds: number) => void;

/** Counts every request once its answer has gone or its caller has, and writes its line where the log has that level. */
export function observeRequests(log: Logger, count: CountRequest | undefined): RequestObserver {
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const isLogged = log.isLevelEnabled("info");
  const isObserved = isLogged || count !== undefined;

  function end({ requestId, startedAt, execution }: Exchange, response: ServerResponse): void {
    const milliseconds = performance.now() - startedAt;
    const type = execution?.operation?.operation ?? "none";
    const code = toCode(execution, response);
    count?.(type, code, milliseconds / 1000);
    if (!isLogged) return;
    const { document, operation } = execution ?? {};
    log.info(
      {
        operation: operation?.name?.value.slice(0, longestName) ?? null,
        type,
        signature: document && operation ? toSignature(document, operation) : null,
        milliseconds: Math.round(milliseconds * 10) / 10,
        status: response.statusCode,
        code,
        subject: toSubject(execution),
        requestId,
      },
      "Operation",
    );
  }

  return {
    begin(request, response, requestId) {
      if (!isObserved) return;
      const exchange: Exchange = { requestId, startedAt: performance.now(), execution: undefined };
      exchanges.set(request, exchange);
      response.once("close", () => end(exchange, response));
    },
    find: (request) => exchanges.get(request),
  };
}

function toCode(execution: Execution | undefined, response: ServerResponse): string {
  if (!response.writableFinished) return "HUNG_UP";
  const body = execution?.response.body;
  const code = body?.kind === "single" ? body.singleResult.errors?.[0]?.extensions?.code : undefined;
  if (typeof code === "string") return code;
  // What took too long is answered before Apollo has an answer to it.
  if (response.statusCode === 504) return "TIMEOUT";
  return response.statusCode < 400 ? "OK" : `HTTP_${response.statusCode}`;
}

const subjects = new WeakMap<Identity, string>();

/** Null for an anonymous caller and for a bad token. */
function toSubject(execution: Execution | undefined): string | null {
  let identity: Identity | null | undefined;
  try {
    identity = execution?.contextValue.identity;
  } catch {
    return null;
  }
  if (!identity) return null;
  let subject = subjects.get(identity);
  if (subject === undefined) {
    subject = toSubjectHash(identity.subject);
    subjects.set(identity, subject);
  }
  return subject;
}
