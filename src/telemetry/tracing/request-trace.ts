import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";

/** Ends a phase. `code`: why it failed, where it did. */
export type EndPhase = (code?: string) => void;

/**
 * The context of one request, whose span is always that of the phase it is in: whatever a phase calls finds its place,
 * though all that is known of the phase is that it begins and ends. After the request it is the context of nothing: a
 * timer that was set meanwhile belongs to nobody.
 */
export class RequestTrace implements Context {
  #current: Context;

  constructor(
    parent: Context,
    readonly span: Span,
  ) {
    this.#current = trace.setSpan(parent, span);
  }

  begin(tracer: Tracer, phase: string): EndPhase {
    const outer = this.#current;
    const span = tracer.startSpan(phase, {}, outer);
    const inner = trace.setSpan(outer, span);
    this.#current = inner;
    return (code) => {
      if (code !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      span.end();
      if (this.#current === inner) this.#current = outer;
    };
  }

  end(): void {
    this.span.end();
    this.#current = ROOT_CONTEXT;
  }

  getValue(key: symbol): unknown {
    return this.#current.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#current.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#current.deleteValue(key);
  }
}
