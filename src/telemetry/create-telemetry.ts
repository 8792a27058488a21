import type { ApolloServerPlugin } from "@apollo/server";
import type { Logger } from "pino";
import type { AuthContext } from "../graphql/context.js";
import type { DecisionEvent } from "../graphql/decision-event.js";
import type { OidcEvent } from "../oidc/oidc-event.js";
import { type AuditOptions, createAudit } from "./audit.js";
import { createMetrics, type MetricSources } from "./create-metrics.js";
import { note, noteExecution, type ObservedContext } from "./note-execution.js";
import { observeRequests } from "./observe-requests.js";
import { type MetricsServer, serveMetrics } from "./serve-metrics.js";
import { createTracing, type Tracing } from "./tracing/create-tracing.js";

export interface TelemetryOptions extends Pick<AuditOptions, "secret" | "readSubject"> {
  readonly log: Logger;
  readonly host: string;
  /** Where metrics are served; undefined for nowhere, and then nothing is counted. */
  readonly metricsPort: number | undefined;
  /** Whether there is a span of each request, its phases and its calls to the provider. */
  readonly tracing: boolean;
}

/** All that watches one server: the lines of its operations, its audit, metrics and traces. It changes no answer. */
export function createTelemetry({ log, host, metricsPort, tracing: isTraced, secret, readSubject }: TelemetryOptions) {
  const metrics = metricsPort === undefined ? undefined : createMetrics();
  const audit = createAudit({ log, secret, readSubject, countSession: metrics?.countSession });
  const tracing = isTraced ? createTracing() : undefined;
  const untraced: Tracing["traced"] = (_phase, work) => work;
  const traced = tracing?.traced ?? untraced;
  let metricsServer: MetricsServer | undefined;
  return {
    requests: observeRequests(log, metrics?.countRequest, tracing),
    plugins: [noteExecution, ...(tracing ? [tracing.plugin] : [])] satisfies ApolloServerPlugin<ObservedContext>[],
    /** Notes what was answered without a plugin; undefined where the plugins have to see it. */
    note: tracing === undefined ? note : undefined,
    isTracing: isTraced,
    /** The function, with a span around each call where there are any: the function itself where not. */
    traced,
    /** A plugin that plans operations, with a span around that where there are any. */
    tracePlan(plugin: ApolloServerPlugin<AuthContext>): ApolloServerPlugin<AuthContext> {
      if (tracing === undefined) return plugin;
      return {
        ...plugin,
        async requestDidStart(request) {
          const listener = await plugin.requestDidStart?.(request);
          const plan = listener?.didResolveOperation;
          return { ...listener, ...(plan && { didResolveOperation: traced("plan", plan) }) };
        },
      };
    },
    observeSession: audit.observe,
    onDecision(event: DecisionEvent): void {
      metrics?.countDecision(event);
      audit.onDecision(event);
    },
    onEvent(event: OidcEvent): void {
      metrics?.countEvent(event);
      audit.onEvent(event);
    },
    watch: (sources: MetricSources): void => metrics?.watch(sources),
    /**
     * Serves the metrics, where there are any.
     *
     * @returns their address.
     * @throws Error of `node:net` when the port cannot be listened on: the operator's fault.
     */
    async serve(): Promise<string | undefined> {
      if (metrics === undefined) return undefined;
      metricsServer = await serveMetrics(metrics, { host, port: metricsPort ?? 0, log });
      return metricsServer.url;
    },
    close(): void {
      metricsServer?.close();
      tracing?.close();
    },
  };
}
