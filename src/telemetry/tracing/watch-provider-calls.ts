import { tracingChannel } from "node:diagnostics_channel";
import { context, propagation, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { ProviderCall } from "../../oidc/provider/provider-calls.js";
import { codeShape } from "../code-shape.js";

/**
 * Makes a span of each call to a provider, and tells the provider which trace it belongs to (W3C Trace Context). Its
 * address is noted without the query.
 *
 * @returns what ends that.
 */
export function watchProviderCalls(tracer: Tracer): () => void {
  const channel = tracingChannel<unknown, ProviderCall>("latchkey:provider-call");
  const spans = new WeakMap<ProviderCall, Span>();
  const subscribers: Parameters<typeof channel.subscribe>[0] = {
    start(call) {
      const { protocol, hostname, port, origin, pathname } = new URL(call.url);
      const span = tracer.startSpan(call.method, {
        kind: SpanKind.CLIENT,
        attributes: {
          "http.request.method": call.method,
          "server.address": hostname,
          "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
          "url.full": `${origin}${pathname}`,
        },
      });
      spans.set(call, span);
      propagation.inject(trace.setSpan(context.active(), span), call.headers);
    },
    asyncEnd(call) {
      const span = spans.get(call);
      const status = call.result instanceof Response ? call.result.status : undefined;
      if (status !== undefined) span?.setAttribute("http.response.status_code", status);
      if (status === undefined || status >= 400) {
        span?.setAttribute("error.type", status === undefined ? toErrorType(call.error) : `${status}`);
        span?.setStatus({ code: SpanStatusCode.ERROR });
      }
      span?.end();
    },
    end() {},
    asyncStart() {},
    error() {},
  };
  channel.subscribe(subscribers);
  return () => channel.unsubscribe(subscribers);
}

/** The code of what kept the call from being answered, such as `ECONNREFUSED`. */
function toErrorType(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && codeShape.test(code) ? code : "_OTHER";
}
