import type { Logger } from "pino";
import type { DecisionEvent } from "../graphql/decision-event.js";
import type { OidcEvent } from "../oidc/oidc-event.js";
import { type AuditOptions, createAudit } from "./audit.js";
import { createMetrics, type MetricSources } from "./create-metrics.js";
import { observeRequests } from "./observe-requests.js";
import { type MetricsServer, serveMetrics } from "./serve-metrics.js";

export interface TelemetryOptions extends Pick<AuditOptions, "secret" | "readSubject"> {
  readonly log: Logger;
  readonly host: string;
  /** Where metrics are served; undefined for nowhere, and then nothing is counted. */
  readonly metricsPort: number | undefined;
}

/** All that watches one server: the lines of its operations, its audit and its metrics. It changes no answer. */
export function createTelemetry({ log, host, metricsPort, secret, readSubject }: TelemetryOptions) {
  const metrics = metricsPort === undefined ? undefined : createMetrics();
  const audit = createAudit({ log, secret, readSubject, countSession: metrics?.countSession });
  let metricsServer: MetricsServer | undefined;
  return {
    requests: observeRequests(log, metrics?.countRequest),
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
    close: (): void => metricsServer?.close(),
  };
}
