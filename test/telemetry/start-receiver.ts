import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { keepOutput } from "../support/trail.js";
import { type ReceivedSpan, readSpans } from "./read-spans.js";

/** Something on loopback that takes traces by OTLP over HTTP, as a collector does. */
export interface Receiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** All that was sent, as it came. */
  readonly bodies: readonly Buffer[];
  /** The header lines of each request. */
  readonly headers: readonly IncomingHttpHeaders[];
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    headers.push(request.headers);
    bodies.push(body);
    keepOutput(body.toString());
    if (request.url === "/v1/traces") spans.push(...readSpans(body));
    response.writeHead(request.url === "/v1/traces" ? 200 : 404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    headers,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
