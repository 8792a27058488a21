import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { pino } from "pino";
import { createMetrics } from "#latchkey/telemetry/create-metrics.js";
import { observeRequests } from "#latchkey/telemetry/observe-requests.js";
import { serveMetrics } from "#latchkey/telemetry/serve-metrics.js";
import { alice, operations } from "../support/operations.js";
import { sendLogoutToken } from "../support/send-logout-token.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";

let api: Api;
beforeAll(async () => {
  api = await startApi({ metricsPort: 0, logLevel: "warn" });
  await until(async () => (await api.send("/readyz")).status === 200);
});
afterAll(() => api.close());

/** The value of one series, 0 when it is not there. */
async function read(series: string): Promise<number> {
  const line = (await api.metrics()).split("\n").find((text) => text.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

/** What something adds to a series. */
async function added(series: string, run: () => Promise<unknown>, expected: number): Promise<void> {
  const before = await read(series);
  await run();
  await until(async () => (await read(series)) - before >= expected);
  expect((await read(series)) - before).toBe(expected);
}

const logIn = (variables: object = alice) => api.ask(operations.login, { variables });
const requests = (type: string, code: string) =>
  `latchkey_request_duration_seconds_count{type="${type}",code="${code}"}`;

describe("metrics count", () => {
  it.each<[string, string, number, () => Promise<unknown>]>([
    [
      "queries",
      requests("query", "OK"),
      2,
      async () => [await api.ask("{ __typename }"), await api.ask("{ a: __typename }")],
    ],
    ["refusals by code", requests("query", "UNAUTHENTICATED"), 1, () => api.ask("{ me { id } }")],
    ["what is not valid", requests("none", "GRAPHQL_VALIDATION_FAILED"), 1, () => api.ask("{ nothing }")],
    ["what HTTP refuses", requests("none", "HTTP_415"), 1, () => api.send("/graphql", { method: "POST", body: "x" })],
    ["mutations", requests("mutation", "OK"), 1, () => logIn()],
    ["decisions", 'latchkey_decisions_total{code="UNAUTHENTICATED",enforced="yes"}', 1, () => api.ask("{ me { id } }")],
    [
      "bad tokens",
      'latchkey_decisions_total{code="TOKEN_MALFORMED",enforced="yes"}',
      1,
      () => api.ask("{ me { id } }", { token: "x" }),
    ],
    ["logins", 'latchkey_session_calls_total{call="login",code="OK"}', 1, () => logIn()],
    [
      "logins that fail",
      'latchkey_session_calls_total{call="login",code="INVALID_CREDENTIALS"}',
      1,
      () => logIn({ username: "alice", password: "wrong" }),
    ],
    [
      "refreshes that fail",
      'latchkey_session_calls_total{call="refresh",code="INVALID_GRANT"}',
      1,
      () => api.ask(operations.refresh, { variables: { refreshToken: "unknown" } }),
    ],
    ["answers of the provider", 'latchkey_provider_calls_total{outcome="answered"}', 1, () => logIn()],
    [
      "errors of the provider",
      'latchkey_provider_calls_total{outcome="failed"}',
      1,
      async () => {
        api.provider.fault("token", { status: 500 });
        await logIn();
        api.provider.fault("token", null);
      },
    ],
    [
      "sessions that end",
      'latchkey_logout_tokens_total{outcome="ended"}',
      1,
      () => sendLogoutToken(api, api.provider.mintLogoutToken({ sid: "a session" })),
    ],
    ["logout tokens refused", 'latchkey_logout_tokens_total{outcome="refused"}', 1, () => sendLogoutToken(api, "x")],
    [
      "keys read",
      'latchkey_key_fetches_total{outcome="loaded"}',
      1,
      async () => {
        await api.provider.rotateKeys();
        await api.ask(operations.me, { token: api.provider.mint() });
      },
    ],
  ])("%s", (_name, series, expected, run) => added(series, run, expected));

  it("tokens that are remembered, and that are not", async () => {
    const token = api.provider.mint({ jti: "a token of its own" });
    await added('latchkey_tokens_total{memory="miss"}', () => api.ask(operations.me, { token }), 1);
    await added('latchkey_tokens_total{memory="hit"}', () => api.ask(operations.me, { token }), 1);
  });

  it("the age of the keys, calls under way and waiting, and ended sessions", async () => {
    const age = await read(`latchkey_key_age_seconds{issuer="${api.provider.issuer}"}`);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThan(60);
    await sendLogoutToken(api, api.provider.mintLogoutToken({ sid: "another session" }));
    expect(await read("latchkey_ended_sessions")).toBeGreaterThan(0);

    api.provider.fault("token", { delay: 1_500 });
    const logins = Array.from({ length: 25 }, (_, i) => logIn({ username: `user ${i}`, password: "x" }));
    const calls = async () => [
      await read("latchkey_provider_calls_in_flight"),
      await read("latchkey_provider_calls_waiting"),
    ];
    // The last of them may arrive when twenty are under way already.
    await until(async () => (await calls()).reduce((sum, count) => sum + count) === logins.length);
    expect(await calls()).toEqual([20, 5]);
    await Promise.all(logins);
    api.provider.fault("token", null);
    expect(await read("latchkey_provider_calls_in_flight")).toBe(0);
  });

  it("the process", async () => {
    expect(await read("process_resident_memory_bytes")).toBeGreaterThan(0);
    expect(await api.metrics()).toContain("nodejs_eventloop_lag_seconds");
  });
});

describe("S09 the number of series", () => {
  it("does not grow with 100,000 names of operations", async () => {
    const metrics = createMetrics();
    const observer = observeRequests(pino({ level: "silent" }), metrics.countRequest, undefined);
    const [operation] = parse("query Name { __typename }").definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("not an operation");
    for (let i = 0; i < 100_000; i += 1) {
      const request = new IncomingMessage(new Socket());
      const response = new ServerResponse(request);
      const exchange = observer.begin(request, response, `${i}`);
      const named: OperationDefinitionNode = { ...operation, name: { kind: Kind.NAME, value: `Name${i}` } };
      if (exchange) exchange.execution = { contextValue: { identity: null }, operation: named, response: {} };
      response.emit("close");
    }
    const text = await metrics.read();
    expect(text.match(/^latchkey_request_duration_seconds_count.*/gm)).toEqual([
      'latchkey_request_duration_seconds_count{type="query",code="HUNG_UP"} 100000',
    ]);
    expect(text).not.toContain("Name");
  });

  it("does not grow with what callers write", async () => {
    const one = async (i: number) => {
      const token = api.provider.mint({}, { header: { kid: `kid-${i}` } });
      await api.ask(`query Name${i} { f${i}: me { id } }`, { token, headers: { "x-request-id": `id-${i}` } });
    };
    await one(0);
    const count = async () => (await api.metrics()).split("\n").filter((line) => line.startsWith("latchkey_")).length;
    const before = await count();
    for (let i = 1; i <= 1_000; i += 50) await Promise.all(Array.from({ length: 50 }, (_, j) => one(i + j)));
    expect(await count()).toBe(before);
    expect(await api.metrics()).not.toMatch(/Name\d|kid-\d|id-\d/);
  });
});

describe("codes of resolvers", () => {
  it("are told apart up to a bound, whatever they are", async () => {
    const metrics = createMetrics();
    for (let i = 0; i < 100_000; i += 1) metrics.countRequest("query", `CODE_${i}`, 0.001);
    metrics.countRequest("query", 'no "code"\n', 0.001);
    const text = await metrics.read();
    expect(text.match(/^latchkey_request_duration_seconds_count/gm)).toHaveLength(51);
    expect(text).toContain('latchkey_request_duration_seconds_count{type="query",code="OTHER"} 99951');
  });
});

describe("two servers in one process", () => {
  it("count for themselves", async () => {
    const other = await startApi({ metricsPort: 0 });
    try {
      await other.ask("{ __typename }");
      await until(async () => (await other.metrics()).includes(`${requests("query", "OK")} 1\n`));
    } finally {
      await other.close();
    }
  });
});

describe("the port of the metrics", () => {
  it("is loopback and has nothing but GET /metrics", async () => {
    const url = new URL(api.metricsUrl ?? "");
    expect(url.hostname).toBe("127.0.0.1");
    const statuses = await Promise.all([
      fetch(url),
      fetch(new URL("/", url)),
      fetch(new URL("/graphql", url)),
      fetch(url, { method: "POST" }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404, 404]);
    expect((await api.send("/metrics")).status).toBe(404);
  });

  it("answers 500 when they cannot be read, says so in the log, and serves on", async () => {
    const logged: string[] = [];
    const log = { error: (_details: object, message: string) => void logged.push(message) };
    const answers = [Promise.reject(new Error("out of order")), Promise.resolve("up 1")];
    const read = () => answers.shift() ?? Promise.resolve("");
    const server = await serveMetrics({ read, contentType: "text/plain" }, { host: "127.0.0.1", port: 0, log });
    try {
      expect((await fetch(server.url)).status).toBe(500);
      expect(await (await fetch(server.url)).text()).toBe("up 1");
      expect(logged).toEqual(["The metrics cannot be read"]);
    } finally {
      server.close();
    }
  });
});
