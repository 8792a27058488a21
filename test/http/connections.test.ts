import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Connection, openConnection, toRequest } from "../support/connection.js";
import { type Api, startApi } from "../support/start-api.js";
import { type Program, startMain } from "../support/start-main.js";
import { until } from "../support/until.js";

let closing: (() => unknown)[];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

async function start(...parameters: Parameters<typeof startMain>): Promise<Program> {
  const program = await startMain(...parameters);
  closing.push(() => program.end("SIGKILL"));
  return program;
}

async function open(url: string): Promise<Connection> {
  const connection = await openConnection(url);
  closing.push(() => connection.end());
  return connection;
}

describe("a program that may open 256 files", () => {
  it("R17 lives through 400 connections, and accepts again once some have gone", async () => {
    const program = await start({ HOST: "127.0.0.1" }, undefined, 256);
    const connections = await Promise.all(Array.from({ length: 400 }, () => open(program.url)));
    // Those that the system has no file for are closed, sooner or later.
    await until(() => connections.some((connection) => connection.isClosed()));
    const kept = connections.filter((connection) => !connection.isClosed());
    expect(kept.length).toBeGreaterThan(100);
    for (const connection of connections.slice(0, 300)) connection.end();
    await until(async () => {
      const signal = AbortSignal.timeout(1_000);
      const answer = await fetch(new URL("/readyz", program.url), { signal }).catch(() => undefined);
      return answer?.status === 200;
    });
    const [last] = connections.slice(-1).filter((connection) => !connection.isClosed());
    last?.send(toRequest("{ __typename }"));
    await until(() => last === undefined || last.received().includes('{"data":{"__typename":"Query"}}'));
    expect(program.printed()).not.toMatch(/"level":60|EMFILE.*\n.*at /);
    expect(await program.end()).toBe(0);
  });
});

describe("callers who do not read their answers", () => {
  /** More than the buffers of the system hold. */
  const big = "x".repeat(8 * 1024 * 1024);
  const extension = {
    typeDefs: "extend type Query { big: String! @public }",
    resolvers: { Query: { big: () => big } },
  };

  it("R22 are cut off once they have read nothing for 12 s, twice at most; others are answered meanwhile", async () => {
    const api: Api = await startApi({ logLevel: "info" }, {}, undefined, { extension });
    closing.push(() => api.close());
    const { hostname, port } = new URL(api.origin);
    const sockets: Socket[] = Array.from({ length: 12 }, () => connect(Number(port), hostname));
    for (const socket of sockets) {
      closing.push(() => socket.destroy());
      socket.on("error", () => {});
      socket.pause();
      socket.write(toRequest("{ big }"));
    }
    const answered = () => api.logged().match(/"operation":null,"type":"query"/g)?.length ?? 0;
    const started = performance.now();
    await until(async () => {
      expect((await api.send("/livez")).status).toBe(200);
      return answered() === 12;
    }, 45_000);
    expect(performance.now() - started).toBeGreaterThan(11_000);
  }, 60_000);

  it("get all of an answer that was on its way when the API stopped", async () => {
    const api: Api = await startApi({ shutdownDelay: 0 }, {}, undefined, { extension });
    const { hostname, port } = new URL(api.origin);
    const socket = connect(Number(port), hostname);
    closing.push(() => socket.destroy());
    socket.write(toRequest("{ big }"));
    await once(socket, "readable");
    const closed = api.close();
    await until(() =>
      api.send("/livez").then(
        () => false,
        () => true,
      ),
    );
    let received = 0;
    socket.on("data", ({ length }) => {
      received += length;
    });
    await Promise.all([closed, once(socket, "close")]);
    expect(received).toBeGreaterThan(big.length);
  });
});

describe("localhost", () => {
  /** Some machines know one address of that name, others two. */
  const twoAddresses = `import dns from "node:dns/promises"; import { syncBuiltinESMExports } from "node:module";
    const { lookup } = dns;
    dns.lookup = async (name, options) => options?.all && name === "localhost"
      ? [{ address: "127.0.0.1", family: 4 }, { address: "127.0.0.2", family: 4 }] : lookup(name, options);
    syncBuiltinESMExports();`;

  it("is listened on at each of its addresses, with the same refusals, and a drain of both", async () => {
    const program = await start({
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(twoAddresses)}`,
      SHUTDOWN_DELAY: "0",
    });
    const { port } = new URL(program.url);
    const slow: Connection[] = [];
    for (const address of ["127.0.0.1", "127.0.0.2"]) {
      const url = `http://${address}:${port}`;
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      const connection = await open(url);
      connection.send("x\r\n\r\n");
      await connection.closed;
      expect(connection.received()).toMatch(/^HTTP\/1\.1 400 .*"code":"BAD_REQUEST"/s);
      const inFlight = await open(url);
      inFlight.send(toRequest("{ __typename }").slice(0, -5));
      slow.push(inFlight);
    }
    await fetch(`http://127.0.0.2:${port}/livez`);
    program.signal("SIGTERM");
    await until(() => program.printed().includes("Stopping"));
    for (const connection of slow) connection.send(toRequest("{ __typename }").slice(-5));
    expect(await program.ended).toBe(0);
    for (const connection of slow) expect(connection.received()).toContain('{"data":{"__typename":"Query"}}');
  });
});
