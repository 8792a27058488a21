import { ProxyTracerProvider, trace } from "@opentelemetry/api";
import type { Logger } from "pino";
import type { Environment } from "../../config.js";
import { InvalidSettings } from "../../invalid-settings.js";

/**
 * Starts to send traces, with packages that are loaded for it alone, unless somebody who was loaded before (`--import`)
 * does so already.
 *
 * @returns a function that sends the last of them.
 * @throws InvalidSettings when the packages are not installed, or cannot do what the environment asks of them.
 */
export async function startTracing(environment: Environment, log: Logger): Promise<() => Promise<void>> {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("latchkey")) return async () => {};
  const { OTEL_EXPORTER_OTLP_PROTOCOL: all, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol = all } = environment;
  if (protocol !== undefined && protocol !== "http/protobuf") {
    throw new InvalidSettings(["OTEL_EXPORTER_OTLP_PROTOCOL is not http/protobuf, the one in which traces are sent"]);
  }
  try {
    const { startSdk } = await import("./start-sdk.js");
    return startSdk(log);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new InvalidSettings([
      "OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, but what sends them is not installed: npm ci --include=optional does that",
    ]);
  }
}
