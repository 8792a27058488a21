import { randomBytes } from "node:crypto";
import { createServer, request as send } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { alice, operations } from "../support/operations.js";
import { runMain } from "../support/run-main.js";
import { type Program, startMain } from "../support/start-main.js";
import { until } from "../support/until.js";
import type { ReceivedSpan } from "./read-spans.js";
import { type Receiver, startReceiver } from "./start-receiver.js";

/** Of the caller: another for each test. */
let traceId = "";
const callerSpanId = "b7ad6b7169203331";
const apiKey = "5ecret-of-the-collector";

let provider: TestProvider;
let receiver: Receiver;
/** `traceparent` of every request to the provider. */
const traceparents: (string | undefined)[] = [];
const relay = createServer((request, response) => {
  traceparents.push(request.headers.traceparent?.toString());
  const { host: _, ...headers } = request.headers;
  const onward = send(
    new URL(request.url ?? "/", provider.issuer),
    { method: request.method ?? "GET", headers },
    (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)),
  );
  request.pipe(onward);
});
let settings: Record<string, string>;

beforeAll(async () => {
  provider = await startTestProvider();
  receiver = await startReceiver();
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const address = relay.address();
  const port = typeof address === "object" ? address?.port : undefined;
  settings = {
    HOST: "127.0.0.1",
    OIDC_ISSUER: provider.issuer,
    OIDC_DISCOVERY_URL: `http://127.0.0.1:${port}/realms/local`,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OTEL_BSP_SCHEDULE_DELAY: "100",
  };
});
afterAll(async () => {
  receiver.close();
  relay.close();
  relay.closeAllConnections();
  await provider.stop();
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Program> {
  const program = await startMain({ ...settings, ...environment });
  await until(async () => (await fetch(new URL("/readyz", program.url))).status === 200);
  return program;
}

async function ask(program: Program, query: string, options: { variables?: object; token?: string } = {}) {
  const { variables, token } = options;
  const response = await fetch(program.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      traceparent: `00-${traceId}-${callerSpanId}-01`,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, text: await response.text() };
}

/** The spans of one request, once its own has come: the last to be sent. */
async function spansOf(run: () => Promise<unknown>): Promise<readonly ReceivedSpan[]> {
  traceId = randomBytes(16).toString("hex");
  const received = () => receiver.spans.filter((span) => span.traceId === traceId);
  await run();
  await until(() => received().some(({ kind }) => kind === "server"));
  return received();
}

/** Each span as its name below those of its parents, `POST /graphql › context › verify`, with the code of its error. */
function toPaths(spans: readonly ReceivedSpan[]): string[] {
  const toPath = ({ name, parentSpanId }: ReceivedSpan): string => {
    const parent = spans.find(({ spanId }) => spanId === parentSpanId);
    return parent === undefined ? `${parentSpanId} › ${name}` : `${toPath(parent)} › ${name}`;
  };
  return spans.map((span) => `${toPath(span)}${span.error === null ? "" : ` (${span.error})`}`).sort();
}

const root = `${callerSpanId} › POST /graphql`;

describe("with OTEL_EXPORTER_OTLP_ENDPOINT set, a trace", () => {
  let program: Program;
  beforeAll(async () => {
    program = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${apiKey}`,
      OTEL_SERVICE_NAME: "shop-api",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
    });
  });
  afterAll(() => program.end());

  it("of `me` has context, verify, plan and execute below one server span, below the span of the caller", async () => {
    const spans = await spansOf(() => ask(program, operations.me, { token: provider.mint() }));
    expect(toPaths(spans)).toEqual([
      root,
      `${root} › context`,
      `${root} › context › verify`,
      `${root} › execute`,
      `${root} › plan`,
    ]);
    const server = spans.find(({ kind }) => kind === "server");
    expect(server?.attributes).toEqual({
      "http.request.method": "POST",
      "http.route": "/graphql",
      "http.response.status_code": 200,
      "url.path": "/graphql",
      "url.scheme": "http",
      "network.protocol.version": "1.1",
      "graphql.operation.type": "query",
      "graphql.operation.name": "Me",
      "latchkey.code": "OK",
    });
    expect(spans.filter((span) => span !== server).map(({ attributes }) => attributes)).toEqual([{}, {}, {}, {}]);
  });

  it("is that of the line in the log", async () => {
    await spansOf(() => ask(program, "query Traced { __typename }"));
    await until(() => program.printed().includes('"operation":"Traced"'));
    const line = program
      .printed()
      .split("\n")
      .find((text) => text.includes('"operation":"Traced"'));
    expect(JSON.parse(line ?? "{}").traceId).toBe(traceId);
  });

  it("of a login has the call to the provider, which is told of it", async () => {
    const spans = await spansOf(() => ask(program, operations.login, { variables: alice }));
    expect(toPaths(spans)).toEqual([
      root,
      `${root} › context`,
      `${root} › execute`,
      `${root} › execute › POST`,
      `${root} › plan`,
    ]);
    const call = spans.find(({ kind }) => kind === "client");
    const { origin, hostname, port } = new URL(settings.OIDC_DISCOVERY_URL ?? "");
    expect(call?.attributes).toEqual({
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "server.address": hostname,
      "server.port": Number(port),
      "url.full": `${origin}/realms/local/protocol/openid-connect/token`,
    });
    expect(traceparents.at(-1)).toBe(`00-${traceId}-${call?.spanId}-01`);
  });

  it.each<[string, string, object, () => { variables?: object; token?: string }, readonly string[]]>([
    [
      "an operation that is refused",
      "{ me { id } }",
      { "http.response.status_code": 401, "latchkey.code": "UNAUTHENTICATED" },
      () => ({}),
      [root, `${root} › context`, `${root} › plan (UNAUTHENTICATED)`],
    ],
    [
      "a bad token",
      operations.me,
      { "http.response.status_code": 401, "latchkey.code": "TOKEN_EXPIRED" },
      () => ({ token: provider.mint({ exp: 1 }) }),
      [root, `${root} › context`, `${root} › context › verify (TOKEN_EXPIRED)`, `${root} › plan (TOKEN_EXPIRED)`],
    ],
    [
      "a wrong password",
      operations.login,
      { "http.response.status_code": 401, "latchkey.code": "INVALID_CREDENTIALS" },
      () => ({ variables: { ...alice, password: "wr0ng-pa55word" } }),
      [
        root,
        `${root} › context`,
        `${root} › execute (INVALID_CREDENTIALS)`,
        `${root} › execute › POST ()`,
        `${root} › plan`,
      ],
    ],
    ["no GraphQL", "{", { "latchkey.code": "GRAPHQL_PARSE_FAILED" }, () => ({}), [root, `${root} › context`]],
  ])("of %s has the code of its error, and no words", async (_name, query, attributes, options, paths) => {
    const spans = await spansOf(() => ask(program, query, options()));
    expect(toPaths(spans)).toEqual(paths);
    expect(spans.find(({ kind }) => kind === "server")?.attributes).toMatchObject(attributes);
  });

  it("of an error of the server is an error", async () => {
    provider.fault("token", { status: 500 });
    const spans = await spansOf(() => ask(program, operations.login, { variables: alice }));
    provider.fault("token", null);
    const [server, call] = (["server", "client"] as const).map((kind) => spans.find((span) => span.kind === kind));
    expect([server?.error, server?.attributes["error.type"], call?.error, call?.attributes["error.type"]]).toEqual([
      "",
      "503",
      "",
      "500",
    ]);
  });

  it("has the fetch of keys that it waits for, and none that comes later", async () => {
    await provider.rotateKeys();
    provider.fault("jwks", { status: 500 });
    const before = receiver.spans.length;
    const spans = await spansOf(() => ask(program, operations.me, { token: provider.mint() }));
    expect(toPaths(spans)).toContain(`${root} › context › verify › GET ()`);
    const retries = () =>
      receiver.spans.slice(before).filter(({ name, traceId: trace }) => name === "GET" && trace !== traceId);
    await until(() => retries().length > 0);
    provider.fault("jwks", null);
    expect(retries().map(({ parentSpanId }) => parentSpanId)).toEqual(retries().map(() => ""));
    await until(async () => (await ask(program, operations.me, { token: provider.mint() })).status === 200);
  });

  it("bounds what it keeps of an operation's name", async () => {
    const spans = await spansOf(() => ask(program, `query ${"N".repeat(5_000)} { __typename }`));
    const names = spans.flatMap(({ attributes }) => attributes["graphql.operation.name"] ?? []);
    expect(names).toEqual(["N".repeat(100)]);
  });

  it("is sent as the variables of OpenTelemetry say", async () => {
    const [span] = await spansOf(() => ask(program, "{ __typename }"));
    expect(span?.resource).toMatchObject({ "service.name": "shop-api", "deployment.environment.name": "test" });
    expect(receiver.headers.at(-1)).toMatchObject({ "api-key": apiKey, "content-type": "application/x-protobuf" });
    expect(program.printed()).not.toContain(apiKey);
  });

  it("holds no token, password, document or variable", async () => {
    const token = provider.mint();
    const marks = { username: "mark-of-a-name", password: "mark-of-a-password" };
    await spansOf(() => ask(program, operations.me, { token }));
    await spansOf(() => ask(program, operations.login, { variables: marks }));
    await spansOf(() => ask(program, 'mutation { login(username: "mark-x", password: "mark-y") { tokenType } }'));
    const sent = Buffer.concat(receiver.bodies).toString("latin1");
    for (const secret of [...token.split("."), "mark-", "tokenType", provider.clientSecret, alice.password, "eyJ"]) {
      expect(sent).not.toContain(secret);
    }
  });
});

describe("traces", () => {
  it.each<[string, Record<string, string>]>([
    ["nothing is set", {}],
    ["OTEL_SDK_DISABLED=true", { OTEL_SDK_DISABLED: "true" }],
    ["OTEL_TRACES_EXPORTER=none", { OTEL_TRACES_EXPORTER: "none" }],
  ])("are off, and nothing of the SDK is loaded: %s", async (name, environment) => {
    const show =
      "import m from 'node:module'; process.on('SIGUSR2', () => console.log('loaded', Object.keys(m._cache).filter((file) => /@opentelemetry.(?!api.)/.test(file)).length, 'of', Object.keys(m._cache).length));";
    const before = receiver.headers.length;
    const program = await start({
      ...(name !== "nothing is set" && { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }),
      ...environment,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(show)}`,
    });
    try {
      expect((await ask(program, operations.me, { token: provider.mint() })).status).toBe(200);
      program.signal("SIGUSR2");
      await until(() => program.printed().includes("loaded "));
      expect(program.printed()).toMatch(/^loaded 0 of [1-9]\d\d/m);
      expect(program.printed()).not.toContain("traceId");
    } finally {
      expect(await program.end()).toBe(0);
    }
    expect(receiver.headers.length).toBe(before);
  });

  it("are made of as many requests as OTEL_TRACES_SAMPLER says", async () => {
    const before = receiver.spans.length;
    const program = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: "always_off" });
    expect((await ask(program, operations.me, { token: provider.mint() })).status).toBe(200);
    expect(await program.end()).toBe(0);
    expect(receiver.spans.length).toBe(before);
  });

  it("that are still here are sent at the end", async () => {
    const program = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: "60000" });
    const before = receiver.spans.length;
    await ask(program, "{ __typename }");
    expect(receiver.spans.length).toBe(before);
    expect(await program.end()).toBe(0);
    expect(receiver.spans.slice(before).map(({ name }) => name)).toContain("POST /graphql");
  });

  it.each<[string, () => Promise<{ url: string; close(): void }>]>([
    [
      "is not there",
      async () => {
        const gone = await startReceiver();
        gone.close();
        return gone;
      },
    ],
    [
      "never answers",
      async () => {
        const server = createServer(() => {});
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const address = server.address();
        const port = typeof address === "object" ? address?.port : undefined;
        return { url: `http://127.0.0.1:${port}`, close: () => void server.close().closeAllConnections() };
      },
    ],
  ])("whose receiver %s cost no request, one line in the log, and a second at the end", async (_name, open) => {
    const { url, close } = await open();
    const program = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: "200" });
    try {
      const token = provider.mint();
      const ask50 = () => Promise.all(Array.from({ length: 50 }, () => ask(program, operations.me, { token })));
      const answers = await ask50();
      await until(() => program.printed().includes("Traces cannot be sent"));
      answers.push(...(await ask50()), ...(await ask50()));
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      const begun = performance.now();
      expect(await program.end()).toBe(0);
      expect(performance.now() - begun).toBeLessThan(3_000);
      const lines = program.printed().split("\n");
      expect(lines.filter((line) => /"level":[456]0/.test(line))).toEqual([
        expect.stringMatching(/"level":40.*"reason":"\w+","msg":"Traces cannot be sent, and are lost"/),
      ]);
    } finally {
      close();
    }
  });

  it("in another protocol, or without the packages that send them, stop the start", async () => {
    const asked = { ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const grpc = await runMain({ ...asked, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" });
    expect([grpc.code, grpc.stderr]).toEqual([1, expect.stringContaining("OTEL_EXPORTER_OTLP_PROTOCOL is not http/p")]);
    const hooks =
      "export const resolve = (specifier, context, next) => next(specifier.startsWith('@opentelemetry/sdk') ? './gone.js' : specifier, context);";
    const hide = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
    const missing = await runMain({
      ...asked,
      PORT: "0",
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hide)}`,
    });
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringMatching(/OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, .* npm ci --include=optional/),
    ]);
  });
});
