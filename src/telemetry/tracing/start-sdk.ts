import { setTimeout } from "node:timers/promises";
import { context, DiagLogLevel, diag, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";
import { reportOutages } from "./report-outages.js";

/** Milliseconds that the end of the program waits for the last traces to go. */
const lastWait = 1_000;

/**
 * Registers the SDK of OpenTelemetry, which sends traces in the background as its variables in the environment say. What
 * it cannot send it drops once 2,048 spans wait.
 *
 * @returns what sends the last of them, for a second at most.
 */
export function startSdk(log: Logger): () => Promise<void> {
  const say = (message: string) => log.warn({ reason: message }, "OpenTelemetry does not take a setting as it is");
  const silence = () => {};
  diag.setLogger({ error: say, warn: say, info: silence, debug: silence, verbose: silence }, DiagLogLevel.WARN);
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "latchkey" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(reportOutages(new OTLPTraceExporter(), log))],
  });
  // What it has to say later it would say over and over.
  diag.disable();
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return async () => {
    // An outage of the receiver, which the log has said.
    const sending = provider.shutdown().catch(() => {});
    await Promise.race([sending, setTimeout(lastWait, undefined, { ref: false })]);
  };
}
