import { once } from "node:events";
import { createServer } from "node:http";
import type { Metrics } from "./create-metrics.js";

interface MetricsLog {
  error(details: object, message: string): void;
}

export interface MetricsServer {
  /** Where the metrics are, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  close(): void;
}

/**
 * Serves `GET /metrics` on a port of its own, for Prometheus and not for clients.
 *
 * @throws Error of `node:net` when the port cannot be listened on: the operator's fault.
 */
export async function serveMetrics(
  metrics: Pick<Metrics, "read" | "contentType">,
  { host, port, log }: { readonly host: string; readonly port: number; readonly log: MetricsLog },
): Promise<MetricsServer> {
  const server = createServer(({ method, url }, response) => {
    if (method !== "GET" || url !== "/metrics") return response.writeHead(404).end();
    return metrics.read().then(
      (text) => response.writeHead(200, { "content-type": metrics.contentType }).end(text),
      (err) => {
        log.error({ err }, "The metrics cannot be read");
        response.writeHead(500).end();
      },
    );
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address : { address: host, port };
  const name = actual.address.includes(":") ? `[${actual.address}]` : actual.address;
  return {
    url: `http://${name}:${actual.port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
