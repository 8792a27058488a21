import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Identity } from "../oidc/identity.js";
import { toSubjectHash } from "../oidc/to-subject-hash.js";
import type { Exchange, Execution } from "./exchange.js";
import { toSignature } from "./to-signature.js";
import type { Tracing } from "./tracing/create-tracing.js";

/** Characters of an operation's name that are kept at most. */
const longestName = 100;

/** Keeps an eye on requests to `/graphql`. */
export interface RequestObserver {
  /** To be called first thing; undefined when nobody wants to know. */
  begin(request: IncomingMessage, response: ServerResponse, requestId: string): Exchange | undefined;
  /** Runs what follows of a request as a part of its trace; undefined where nothing is traced. */
  readonly enter: ((exchange: Exchange | undefined, next: () => void) => void) | undefined;
}

/** How a request ended, for who counts it. `code` is `OK` or what the first error says. */
export type CountRequest = (type: string, code: string, seconds: number) => void;

/**
 * Counts and traces every request, where somebody wants that, and writes its line where the log has that level, once its
 * answer has gone or its caller has.
 */
export function observeRequests(
  log: Logger,
  count: CountRequest | undefined,
  tracing: Tracing | undefined,
): RequestObserver {
  const isLogged = log.isLevelEnabled("info");
  const isObserved = isLogged || count !== undefined || tracing !== undefined;

  function end({ requestId, startedAt, execution, trace }: Exchange, response: ServerResponse): void {
    const milliseconds = performance.now() - startedAt;
    const type = execution?.operation?.operation ?? "none";
    const code = toCode(execution, response);
    count?.(type, code, milliseconds / 1000);
    if (!isLogged && trace === undefined) return;
    const { document, operation } = execution ?? {};
    const operationName = operation?.name?.value.slice(0, longestName) ?? null;
    if (trace !== undefined) tracing?.end(trace, { status: response.statusCode, code, type, operationName });
    if (!isLogged) return;
    log.info(
      {
        operation: operationName,
        type,
        signature: document && operation ? toSignature(document, operation) : null,
        milliseconds: Math.round(milliseconds * 10) / 10,
        status: response.statusCode,
        code,
        subject: toSubject(execution),
        requestId,
        ...(trace && { traceId: trace.span.spanContext().traceId }),
      },
      "Operation",
    );
  }

  return {
    begin(request, response, requestId) {
      if (!isObserved) return undefined;
      const exchange: Exchange = {
        requestId,
        startedAt: performance.now(),
        trace: tracing?.begin(request),
        execution: undefined,
      };
      response.once("close", () => end(exchange, response));
      return exchange;
    },
    enter:
      tracing &&
      ((exchange, next) => {
        if (exchange?.trace === undefined) next();
        else tracing.enter(exchange.trace, next);
      }),
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
