import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { operations } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;

beforeAll(async () => {
  // A machine that is busy with other tests is no reason to refuse any of these.
  api = await startApi({ explorer: false, maxEventLoopDelay: 60_000 });
});
afterAll(() => api.close());

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What Node sends as the value of a header. */
const headerText = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 60 })
  .filter((text) => !text.includes("\x7f"));
const headers = fc.dictionary(
  fc.constantFrom(
    ...["authorization", "content-type", "accept", "accept-encoding", "content-encoding", "cookie", "origin"],
    ...["apollo-require-preflight", "x-apollo-operation-name", "x-forwarded-for", "x-forwarded-proto", "forwarded"],
    ...["if-none-match", "range", "traceparent", "x-http-method-override", "access-control-request-method"],
  ),
  fc.oneof(
    headerText,
    headerText.map((text) => `Bearer ${text}`),
    fc.constantFrom("application/json", "application/json; charset=utf-8", "application/graphql", "text/plain", "*/*"),
    fc.constantFrom(
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "gzip",
      "null",
      "bytes=0-1",
    ),
    fc.constantFrom("application/graphql-response+json", "multipart/mixed", "text/event-stream", "https", "127.0.0.1"),
  ),
  { maxKeys: 5 },
);

const text = fc.string({ unit: "binary", maxLength: 40 });
const valid = [...Object.values(operations), "{ __typename }", "{ __schema { types { name } } }"];
const document = fc.oneof(
  fc.constantFrom(...valid),
  text,
  fc.string({ unit: fc.constantFrom(...'{}()[]:!$@#|&.,"\\ \nme', "query", "fragment", "__typename"), maxLength: 40 }),
  text.map((word) => `mutation { login(username: ${JSON.stringify(word)}, password: "") { tokenType } }`),
);
const graphql = fc.record(
  {
    query: fc.oneof({ weight: 5, arbitrary: document }, fc.jsonValue()),
    variables: fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom("username", "password", "refreshToken"), fc.jsonValue()),
    ),
    operationName: fc.oneof(fc.constantFrom("Me", "Login"), fc.jsonValue()),
    extensions: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 6, arbitrary: graphql.map((asked) => JSON.stringify(asked)) },
  { weight: 2, arbitrary: fc.json() },
  fc.array(graphql, { maxLength: 3 }).map((batch) => JSON.stringify(batch)),
  text,
  fc.uint8Array({ maxLength: 200 }),
  text.map((token) => String(new URLSearchParams({ logout_token: token }))),
);

const anything: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom("POST", "POST", "POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS"),
  path: fc.oneof(
    { weight: 6, arbitrary: fc.constant("/graphql") },
    { weight: 2, arbitrary: document.map((query) => `/graphql?query=${encodeURIComponent(query)}`) },
    fc.webQueryParameters().map((query) => `/graphql?${query}`),
    fc.webPath().map((path) => (path === "" ? "/" : path)),
    fc.constantFrom("/oidc/backchannel-logout", "/livez", "/readyz", "/graphql/%", "//graphql", "*"),
  ),
  headers: fc.oneof(
    headers,
    headers.map((others) => ({ ...others, "content-type": "application/json" })),
  ),
  body,
});

/** What a client might send: nearer to what is answered, so that more of the program is reached. */
const plausible: fc.Arbitrary<Request> = fc.record({
  method: fc.constant("POST"),
  path: fc.constant("/graphql"),
  headers: fc.oneof(
    fc.constant({ "content-type": "application/json" }),
    headerText.map((token) => ({ "content-type": "application/json", authorization: `Bearer ${token}` })),
  ),
  body: fc
    .record({
      query: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...valid) }, document),
      variables: fc.dictionary(
        fc.constantFrom("username", "password", "refreshToken"),
        fc.oneof({ weight: 3, arbitrary: text }, fc.jsonValue()),
      ),
    })
    .map((asked) => JSON.stringify(asked)),
});

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function send({ method, path, headers: sent, body: bytes }: Request): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.origin);
    const asked = request({ agent: false, hostname, port, method, path, headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const type = response.headers["content-type"] ?? "";
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
      });
    });
    asked.on("error", reject);
    asked.end(method === "GET" ? undefined : bytes);
  });
}

describe("whatever is sent", () => {
  it("is answered in JSON or with nothing, and never as a fault of the server", async () => {
    const counts: Record<number, number> = {};
    const property = fc.asyncProperty(fc.oneof(anything, plausible), async (asked) => {
      const { status, type, text: answer } = await send(asked);
      counts[status] = (counts[status] ?? 0) + 1;
      expect(status).toBeLessThan(500);
      if (answer === "") return;
      expect(type).toMatch(/^application\/([\w.-]+\+)?json\b/);
      JSON.parse(answer);
    });
    await fc.assert(property, { numRuns: 1_000, interruptAfterTimeLimit: 30_000 });
    console.info("answers by status:", counts);
    expect((await api.ask(operations.me, { token: api.provider.mint() })).status).toBe(200);
  }, 60_000);
});
