import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { BlockList, isIPv6 } from "node:net";

export interface LoopbackListener {
  readonly port: number;
  /** Frees the port at once: connections are cut, idle or not. */
  close(): Promise<void>;
}

/**
 * Listens on every loopback address that the host name stands for, so that a client reaches this server and no other,
 * whichever address it tries first. Rejects with the code of the system when the port is taken on one of them, and when
 * the name stands for an address of a network.
 *
 * @param port 0 for any that is free.
 * @param createListener called once, with the port, before the first request.
 */
export async function listenOnLoopback(
  hostname: string,
  port: number,
  createListener: (port: number) => RequestListener,
): Promise<LoopbackListener> {
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map(closeServer));
  };
  try {
    let listener: RequestListener | undefined;
    for (const address of await findLoopbackAddresses(hostname)) {
      const server = await listen(address, port);
      if (server === undefined) continue;
      servers.push(server);
      port = portOf(server);
      listener ??= createListener(port);
      server.on("request", listener);
    }
    if (listener === undefined) throw new Error(`${hostname} has no address on this machine`);
    return { port, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

async function findLoopbackAddresses(hostname: string): Promise<Set<string>> {
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8);
  loopback.addAddress("::1", "ipv6");
  const found = await lookup(hostname, { all: true });
  for (const { address } of found) {
    if (!loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4")) {
      throw new Error(`${hostname} is ${address}, which is not a loopback address`);
    }
  }
  return new Set(found.map(({ address }) => address));
}

/** Undefined where the machine does not have the address: `localhost` often names ::1 where IPv6 is switched off. */
async function listen(address: string, port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, address);
  try {
    await once(server, "listening");
    return server;
  } catch (failure) {
    const code = typeof failure === "object" && failure !== null && "code" in failure ? failure.code : undefined;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return undefined;
    if (code !== "EADDRINUSE") throw failure;
    throw Object.assign(new Error(`port ${port} is in use (PROVIDER_PORT)`, { cause: failure }), { code });
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
