import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { type Connection, openConnection, toRequest } from "../support/connection.js";
import { operations } from "../support/operations.js";
import { type Program, startMain } from "../support/start-main.js";
import { until } from "../support/until.js";

let provider: TestProvider;
let program: Program;
let connections: Connection[];

/** The real program, alone with a provider: what is asked of it waits where a user's request would. */
async function start(environment: Record<string, string> = {}): Promise<void> {
  const { issuer, clientId, clientSecret } = provider;
  const settings = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
  program = await startMain({ ...settings, HOST: "127.0.0.1", ...environment });
  await until(async () => (await ready()).status === 200);
}

const ready = () => fetch(new URL("/readyz", program.url), { headers: { connection: "close" } });

async function open(count: number): Promise<Connection[]> {
  const opened = await Promise.all(Array.from({ length: count }, () => openConnection(program.url)));
  connections.push(...opened);
  return opened;
}

const isAnswered = (connection: Connection) => /^HTTP\/1\.1 200 .*"username"/s.test(connection.received());

beforeEach(async () => {
  provider = await startTestProvider();
  connections = [];
});

afterEach(async () => {
  for (const connection of connections) connection.end();
  await program.end("SIGKILL");
  await provider.stop();
});

describe("a signal to stop", () => {
  it("R13 ends readiness first, then the listening; 200 requests in flight are answered, 50 idle connections closed, status 0", async () => {
    await start({ SHUTDOWN_DELAY: "2" });
    const idle = await open(50);
    for (const connection of idle) connection.send("GET /livez HTTP/1.1\r\nHost: api\r\n\r\n");
    await until(() => idle.every((connection) => connection.received().endsWith('{"status":"live"}')));

    // A key that nobody knows yet: all of them wait for the provider, which takes its time.
    await provider.rotateKeys();
    const before = provider.requests.jwks;
    provider.fault("jwks", { delay: 3_500 });
    const inFlight = await open(200);
    for (const connection of inFlight) connection.send(toRequest(operations.me, provider.mint()));
    await until(() => provider.requests.jwks > before);

    const begun = performance.now();
    const elapsed = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
    const transcript = ["0.0 s: SIGTERM"];
    program.signal("SIGTERM");
    await until(async () => (await ready()).status === 503);
    transcript.push(`${elapsed()}: /readyz is 503`);
    const late = await fetch(new URL("/livez", program.url));
    expect([late.status, late.headers.get("connection")]).toEqual([200, "close"]);
    transcript.push(`${elapsed()}: still answering, "connection: close"`);
    expect(idle.some((connection) => connection.isClosed())).toBe(false);

    await until(() =>
      ready().then(
        () => false,
        () => true,
      ),
    );
    expect(performance.now() - begun).toBeGreaterThan(1_900);
    transcript.push(`${elapsed()}: connections are refused`);
    expect(await Promise.all(idle.map(({ closed }) => closed))).toEqual(Array(50).fill(true));
    transcript.push(`${elapsed()}: 50 of 50 idle connections are closed`);

    const code = await program.ended;
    const answered = inFlight.filter(isAnswered).length;
    transcript.push(
      `${elapsed()}: status ${code}; ${answered} of 200 requests in flight answered, ${200 - answered} lost`,
    );
    console.info(transcript.join("\n"));
    expect([code, answered]).toEqual([0, 200]);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(program.printed()).toContain('"msg":"Stopped"');
  }, 30_000);

  it("ends idle connections that have never said a word, and those that become idle meanwhile", async () => {
    await start({ SHUTDOWN_DELAY: "0" });
    await open(5);
    const [slow] = await open(1);
    const request = toRequest("{ __typename }");
    slow?.send(request.slice(0, -5));
    await until(async () => (await ready()).status === 200);
    const begun = performance.now();
    program.signal("SIGINT");
    await until(() => program.printed().includes("Stopping"));
    slow?.send(request.slice(-5));
    expect(await program.ended).toBe(0);
    expect(slow?.received()).toContain('{"data":{"__typename":"Query"}}');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it("answers whoever has connected, also when it was too busy to accept them before it stopped listening", async () => {
    const busy = "process.on('SIGUSR2', () => { const end = Date.now() + 2500; while (Date.now() < end); });";
    await start({
      SHUTDOWN_DELAY: "1",
      MAX_EVENT_LOOP_DELAY: "60000",
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(busy)}`,
    });
    program.signal("SIGTERM");
    await until(async () => (await ready()).status === 503);
    program.signal("SIGUSR2");
    const waiting = await open(20);
    for (const connection of waiting) connection.send(toRequest(operations.me, provider.mint()));
    expect(await program.ended).toBe(0);
    expect(waiting.filter(isAnswered)).toHaveLength(20);
  });

  it("cuts a request that never comes to its end, says so, and still ends with status 0 within 10 s", async () => {
    await start({ SHUTDOWN_DELAY: "1" });
    const [frozen] = await open(1);
    frozen?.send(toRequest("{ __typename }").slice(0, -5));
    await until(async () => (await ready()).status === 200);
    const begun = performance.now();
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(program.printed()).toMatch(
      /"level":40.*"connections":1,"msg":"Stopping: requests that take too long are cut"/,
    );
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("sent twice ends at once: %s", async (signal, status) => {
    await start({ SHUTDOWN_DELAY: "60" });
    program.signal("SIGTERM");
    await until(async () => (await ready()).status === 503);
    const begun = performance.now();
    program.signal(signal);
    expect(await program.ended).toBe(status);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe("R18 an error that nothing catches", () => {
  const faults = {
    SIGUSR2: "process.on('SIGUSR2', () => { throw new Error('out of nowhere'); });",
    SIGHUP: "process.on('SIGHUP', () => { Promise.reject(new Error('out of nowhere')); });",
  } as const;

  it.each([
    ["thrown", "SIGUSR2", "uncaughtException"],
    ["a promise rejects with", "SIGHUP", "unhandledRejection"],
  ] as const)(
    "%s: is one line in the log with an id, and ends the program with status 1",
    async (_, signal, origin) => {
      await start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(faults[signal])}` });
      program.signal(signal);
      expect(await program.ended).toBe(1);
      const [line = "", ...others] = program
        .printed()
        .split("\n")
        .filter((printed) => printed.includes('"level":60'));
      expect(others).toEqual([]);
      expect(JSON.parse(line)).toMatchObject({
        errorId: expect.stringMatching(/^[\da-f-]{36}$/),
        origin,
        err: { message: "out of nowhere" },
        msg: "Unexpected error: the program ends",
      });
    },
  );
});
