import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type RefusalStatus, refuseConnection } from "./refuse.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Milliseconds from the start of a connection, or of a request on it, until its head has arrived. */
const headersTimeout = 10_000;
/** Milliseconds until all of the request has. */
const requestTimeout = 15_000;
/** Milliseconds between two looks for requests that are late. */
const connectionsCheckingInterval = 1_000;
/** Milliseconds that a connection is kept between two requests: longer than balancers keep theirs, which is 60 s. */
const keepAliveTimeout = 72_000;
/** Milliseconds without a byte in either direction, once or twice over, for those who do not read their answer. */
const silence = 12_000;

/** Node's code of what it cannot read. */
const statuses: Readonly<Record<string, RefusalStatus>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * A server that waits for nobody for long, and says in JSON what Node itself would refuse in plain text. Connections past
 * `maxConnections` are closed without a word: there is nobody left to speak to them.
 */
export function createHttpServer(handler: Handler, maxConnections: number): Server {
  const server = createServer(
    // An absent `Host` is refused with the rest of what is wrong with a head.
    { headersTimeout, requestTimeout, connectionsCheckingInterval, keepAliveTimeout, requireHostHeader: false },
    handler,
  );
  // Node drops the lines past its limit without a word, and an `Authorization` header with them: count them ourselves.
  server.maxHeadersCount = 0;
  server.maxConnections = maxConnections;
  server.setTimeout(silence, (socket) => {
    // Whoever waits for an answer is silent for a good reason.
    if (findAnswer(socket)?.headersSent !== false) socket.destroy();
  });
  server.on("checkExpectation", handler);
  server.on("connect", (_request, socket) => refuseConnection(socket, 400));
  return server;
}

/** Answers what could not be read, unless another answer on that connection has begun. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || findAnswer(socket)?.headersSent) socket.destroy();
  else refuseConnection(socket, statuses[error.code ?? ""] ?? 400);
}

/** What is being answered on a connection, where Node itself looks for it; undefined between two requests. */
function findAnswer(socket: Duplex): ServerResponse | undefined {
  const answer = "_httpMessage" in socket ? socket._httpMessage : undefined;
  return answer instanceof ServerResponse ? answer : undefined;
}
