import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Listens, on every address of `localhost` where that is the host: clients choose either. All connections are those of one
 * server, and so are its bounds, its refusals and its way to stop.
 *
 * @returns the port, which the system has chosen where none was asked for.
 * @throws Error of `node:net` when it cannot be listened on the first address: the operator's fault.
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  const addresses = host === "localhost" ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  const [first = host, ...rest] = new Set(addresses);
  const { server } = app;
  const others = rest.map((address) => ({
    address,
    listener: createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void server.emit("connection", socket)),
  }));
  let closed: Promise<unknown>[] = [];
  app.addHook("preClose", async () => {
    closed = others.map(({ listener }) => new Promise((resolve) => listener.close(resolve)));
  });
  app.addHook("onClose", async () => void (await Promise.all(closed)));

  await app.listen({ host: first, port });
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  for (const { address, listener } of others) {
    listener.maxConnections = server.maxConnections;
    listener.listen(actual, address);
    // A machine may have a name for an address that it does not use.
    await once(listener, "listening").catch(() => {});
  }
  return actual;
}
