import type { IncomingMessage } from "node:http";
import type { ApolloServerPlugin } from "@apollo/server";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { AuthContext } from "../../graphql/context.js";
import { codeShape } from "../code-shape.js";
import { RequestTrace } from "./request-trace.js";
import { toErrorCode } from "./to-error-code.js";
import { watchProviderCalls } from "./watch-provider-calls.js";

/** The parts of a request that have a span of their own below that of the request. */
export type Phase = "context" | "verify" | "plan" | "execute";

/** How a request ended. */
export interface RequestEnd {
  readonly status: number;
  readonly code: string;
  /** `none` when there was nothing to execute. */
  readonly type: string;
  readonly operationName: string | null;
}

/** Traces of one server, through the OpenTelemetry API: whoever is registered there gets them. */
export interface Tracing {
  begin(request: IncomingMessage): RequestTrace;
  end(request: RequestTrace, end: RequestEnd): void;
  /** Runs what follows of a request below its span. */
  enter(request: RequestTrace, next: () => void): void;
  /** The function, with a span around each call of it that belongs to a request. */
  traced<Args extends readonly unknown[], Result>(
    phase: Phase,
    work: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result>;
  /** Has a span around the execution of each operation. */
  readonly plugin: ApolloServerPlugin<AuthContext>;
  close(): void;
}

/** No attribute is a token, a document, a variable or somebody's name; errors are their codes alone. */
export function createTracing(): Tracing {
  const tracer = trace.getTracer("latchkey");
  const stopWatching = watchProviderCalls(tracer);

  function beginPhase(phase: Phase) {
    const active = context.active();
    return active instanceof RequestTrace ? active.begin(tracer, phase) : undefined;
  }

  return {
    begin({ method = "", httpVersion, headers }) {
      const parent = propagation.extract(ROOT_CONTEXT, headers);
      const attributes = {
        "http.request.method": method,
        "http.route": "/graphql",
        "url.path": "/graphql",
        "url.scheme": "http",
        "network.protocol.version": httpVersion,
      };
      const span = tracer.startSpan(`${method} /graphql`, { kind: SpanKind.SERVER, attributes }, parent);
      return new RequestTrace(parent, span);
    },
    end(request, { status, code, type, operationName }) {
      const { span } = request;
      span.setAttributes({
        "http.response.status_code": status,
        "latchkey.code": codeShape.test(code) ? code : "OTHER",
      });
      if (type !== "none") span.setAttribute("graphql.operation.type", type);
      if (operationName !== null) span.setAttribute("graphql.operation.name", operationName);
      if (status >= 500) {
        span.setAttribute("error.type", `${status}`);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      request.end();
    },
    enter: (request, next) => context.with(request, next),
    traced:
      (phase, work) =>
      async (...args) => {
        const end = beginPhase(phase);
        try {
          const result = await work(...args);
          end?.();
          return result;
        } catch (error) {
          end?.(toErrorCode(error));
          throw error;
        }
      },
    plugin: {
      async requestDidStart() {
        return {
          async executionDidStart(operation) {
            const end = beginPhase("execute");
            return {
              async executionDidEnd() {
                const [error] = operation.errors ?? [];
                end?.(error && toErrorCode(error));
              },
            };
          },
        };
      },
    },
    close: stopWatching,
  };
}
