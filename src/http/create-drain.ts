import { once } from "node:events";
import type { Socket } from "node:net";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** Milliseconds that requests have to finish once nothing listens any more; more than a login may take. */
const grace = 6_000;
/** Milliseconds from then on for a connection that has never said a word to do so. */
const silence = 1_000;
/** Milliseconds for which those who have connected already are accepted, however many more come meanwhile. */
const accepting = 500;
/** Milliseconds between two looks for connections that have become idle: Node itself looks once. */
const interval = 50;

/**
 * Takes an app out of service without losing a request.
 *
 * For `pause` seconds it serves on, and asks every caller to come back on another connection, so that whoever balances
 * the load sees `/readyz` and sends it elsewhere. Then it stops listening, closes idle connections, and lets what is
 * in flight finish within 6 s; what takes longer is cut, and the log says how much.
 */
export type Drain = (pause: number) => Promise<void>;

/** To be made before the app listens: it has to know every connection. */
export function createDrain(app: FastifyInstance): Drain {
  const { server, log } = app;
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  return async (pause) => {
    log.info({ seconds: pause }, "Stopping: not ready from now on, serving on for these seconds");
    server.prependListener("request", (_request, response) => response.setHeader("connection", "close"));
    await wait(pause * 1000);
    // Who is connected but not accepted yet would be cut, and a turn of the event loop may accept no more than one: the
    // moment to stop listening is the end of a turn in which nobody came, and hardly anybody can have come since.
    const latest = performance.now() + accepting;
    let before: number;
    let begun: number;
    do {
      before = accepted;
      begun = performance.now();
      await turn();
    } while ((accepted > before || performance.now() - begun > 1) && performance.now() < latest);
    // Node takes a connection for idle once its answer has ended, though much of that may not have gone yet; it closes those
    // as soon as it stops listening, too.
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      if ([...sockets].every(({ writableLength }) => writableLength === 0)) closeIdle();
    };
    const closed = once(server, "close");
    server.close();

    const looking = setInterval(() => server.closeIdleConnections(), interval);
    const hushing = setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, silence);
    const cutting = setTimeout(() => {
      log.warn({ connections: sockets.size }, "Stopping: requests that take too long are cut");
      server.closeAllConnections();
    }, grace);
    try {
      await Promise.all([app.close(), closed]);
    } finally {
      clearInterval(looking);
      clearTimeout(hushing);
      clearTimeout(cutting);
    }
    log.info({}, "Stopped");
  };
}
