import { afterEach, describe, expect, it } from "@jest/globals";
import { type Connection, openConnection, toRequest } from "../support/connection.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";

let api: Api;
let connections: Connection[];
afterEach(async () => {
  for (const connection of connections) connection.end();
  await api.close();
});

const request = toRequest("{ __typename }");
const headEnd = request.indexOf("\r\n\r\n") + 4;

async function open(...openings: readonly string[]): Promise<Connection[]> {
  connections = await Promise.all(openings.map(() => openConnection(api.origin)));
  for (const [i, connection] of connections.entries()) connection.send(openings[i] ?? "");
  return connections;
}

/** Sends a byte a second of what is left, until the server has had enough. */
function drip(connection: Connection, text: string): void {
  let sent = 0;
  const dripping = setInterval(() => {
    if (connection.isClosed() || sent === text.length) clearInterval(dripping);
    else connection.send(text[sent++] ?? "");
  }, 1_000);
}

describe("who takes too long", () => {
  it("G035 is cut off with 408 as JSON: 10 s for the head, 15 s for all of it; others are answered meanwhile", async () => {
    api = await startApi({ logLevel: "info" });
    const [idle, slowHead, slowBody, slowSecond, patient] = await open(
      "",
      request.slice(0, 10),
      request.slice(0, headEnd),
      request,
      request,
    );
    if (!idle || !slowHead || !slowBody || !slowSecond || !patient) throw new Error("not open");
    await until(() => [slowSecond, patient].every((connection) => connection.received().endsWith("}\n")));
    const started = performance.now();
    const took = new Map<Connection, number>();
    for (const connection of connections)
      void connection.closed.then(() => took.set(connection, (performance.now() - started) / 1_000));
    drip(slowHead, request.slice(10));
    drip(slowBody, request.slice(headEnd));
    slowSecond.send(request.slice(0, 10));

    while (!slowBody.isClosed()) {
      const asked = performance.now();
      expect((await api.send("/readyz")).status).toBe(200);
      expect(performance.now() - asked).toBeLessThan(3_000);
      await Promise.race([slowBody.closed, new Promise((resolve) => setTimeout(resolve, 250))]);
    }

    const late = [idle, slowHead, slowSecond].map((connection) => took.get(connection) ?? 0);
    for (const seconds of late) expect(seconds).toBeGreaterThan(9);
    for (const seconds of late) expect(seconds).toBeLessThan(14);
    expect(took.get(slowBody)).toBeGreaterThan(14);
    expect(took.get(slowBody)).toBeLessThan(19);
    for (const connection of [idle, slowHead, slowBody, slowSecond]) {
      const [, head, body = ""] = /(HTTP\/1\.1 408 .*?)\r\n\r\n(.*)$/s.exec(connection.received()) ?? [];
      expect(head).toContain("content-type: application/json");
      expect(head).toContain("connection: close");
      expect(JSON.parse(body).errors).toEqual([
        { message: "Request took too long to arrive", extensions: { code: "REQUEST_TIMEOUT" } },
      ]);
    }
    // Between two requests there is more time.
    expect(patient.isClosed()).toBe(false);
    patient.send(request);
    await until(() => patient.received().match(/HTTP\/1\.1 200/g)?.length === 2);
  }, 40_000);
});

describe("connections past MAX_CONNECTIONS", () => {
  it("G035 are closed as they come, the log says how many; who is connected is served, and the rest once some have gone", async () => {
    api = await startApi({ maxConnections: 20 });
    const opened = await open(...Array(20).fill(request));
    await until(() => opened.every((connection) => connection.received().endsWith("}\n")));
    const refused = await Promise.all(Array.from({ length: 5 }, () => openConnection(api.origin)));
    await Promise.all(refused.map(({ closed }) => closed));
    expect(refused.map((connection) => connection.received())).toEqual(Array(5).fill(""));
    for (const connection of opened) connection.send(request);
    await until(() => opened.every((connection) => connection.received().match(/HTTP\/1\.1 200/g)?.length === 2));
    await until(() => /"connections":5,"msg":"Connections were refused/.test(api.logged()));
    opened[0]?.end();
    await until(async () => (await api.send("/readyz").catch(() => undefined))?.status === 200);
  });
});
