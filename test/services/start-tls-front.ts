import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:https";
import type { Certificate } from "./create-certificates.js";

/** TLS in front of a server on loopback. */
export interface TlsFront {
  /** Such as `https://127.0.0.1:8443`. */
  readonly origin: string;
  /** Shows another certificate to whoever connects from now on; who is connected is cut. */
  show(certificate: Certificate): Promise<void>;
  stop(): Promise<void>;
}

/** @param target where requests are passed on to, such as `http://127.0.0.1:8080`. */
export async function startTlsFront(target: string, { certificate, key }: Certificate): Promise<TlsFront> {
  const server = createServer({ cert: await readFile(certificate), key: await readFile(key) }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const passed = request(new URL(url ?? "/", target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a server listens on a port");
  return {
    origin: `https://127.0.0.1:${address.port}`,
    async show(another) {
      server.setSecureContext({ cert: await readFile(another.certificate), key: await readFile(another.key) });
      server.closeAllConnections();
    },
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
