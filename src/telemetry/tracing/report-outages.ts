import { ExportResultCode } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";

/** The exporter, with a line in the log when it begins to fail and one when it works again. */
export function reportOutages(exporter: SpanExporter, log: Logger): SpanExporter {
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const fails = result.code !== ExportResultCode.SUCCESS;
        // No message: it may repeat what the receiver said.
        if (fails && !isFailing) log.warn({ reason: toReason(result.error) }, "Traces cannot be sent, and are lost");
        if (!fails && isFailing) log.info({}, "Traces can be sent again");
        isFailing = fails;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** An errno such as `ECONNREFUSED`, or the HTTP status of the receiver. */
function toReason(error: Error | undefined): string {
  return error !== undefined && "code" in error ? String(error.code) : "unknown";
}
