import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const json = { "content-type": "application/json" };
const plain = '{"query":"{__typename}"}';
const post = (body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = json) => ({
  method: "POST",
  headers,
  body,
});
const encoded = (encoding: string, body: NonNullable<RequestInit["body"]>) =>
  post(body, { ...json, "content-encoding": encoding });
const typed = (type: string, body = plain) => post(body, { "content-type": type });
const get = (search: string, headers: Record<string, string> = { "apollo-require-preflight": "1" }) =>
  [`/graphql?${search}`, { headers }] as const;

/** What every answer of ours carries, and none does. */
function expectProtected({ headers, text }: { readonly headers: Headers; readonly text: string }): void {
  expect(headers.get("content-type")).toMatch(/^application\/json\b/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("cache-control")).toBe("no-store");
  for (const name of ["x-powered-by", "server", "access-control-allow-origin", "strict-transport-security"])
    expect([name, headers.get(name)]).toEqual([name, null]);
  expect(text).not.toMatch(/<html|\bat .*:\d+:\d+/i);
}

describe("a request that is refused", () => {
  const rows: [string, string, string, RequestInit, number, string][] = [
    ["G016", "bad JSON", "/graphql", post("{"), 400, "BAD_REQUEST"],
    ["G016", "an empty body", "/graphql", post(""), 400, "BAD_REQUEST"],
    ["G016", "no body", "/graphql", { method: "POST", headers: json }, 400, "BAD_REQUEST"],
    ["G016", "null", "/graphql", post("null"), 400, "BAD_REQUEST"],
    ["G016", "a list", "/graphql", post("[]"), 400, "BAD_REQUEST"],
    ["G016", "a string", "/graphql", post('"x"'), 400, "BAD_REQUEST"],
    ["G016", "an object of nothing", "/graphql", post("{}"), 400, "BAD_REQUEST"],
    ["G016", "UTF-16", "/graphql", post(Buffer.from(plain, "utf16le")), 400, "BAD_REQUEST"],
    [
      "G016",
      "invalid UTF-8",
      "/graphql",
      post(Buffer.from('{"query":"#\xff\\n{__typename}"}', "latin1")),
      400,
      "BAD_REQUEST",
    ],
    [
      "G016",
      "half a character of UTF-8",
      "/graphql",
      post(Buffer.from('{"query":"#\xc3"}', "latin1")),
      400,
      "BAD_REQUEST",
    ],
    ["G016", "garbage that says it is Brotli", "/graphql", encoded("br", "garbage"), 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "G016",
      "a body that pollutes prototypes",
      "/graphql",
      post('{"query":"{__typename}","__proto__":{"a":1}}'),
      400,
      "BAD_REQUEST",
    ],
    [
      "G017",
      "charset=iso-8859-13",
      "/graphql",
      typed("application/json; charset=iso-8859-13"),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["G017", "charset=utf-16", "/graphql", typed("application/json; charset=utf-16"), 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "G017",
      "two charsets",
      "/graphql",
      typed("application/json; charset=utf-8; charset=utf-16"),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "G018",
      "a body over 256 KiB",
      "/graphql",
      post(JSON.stringify({ query: "{__typename}", x: "x".repeat(262_144) })),
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "G018",
      "a bomb in gzip",
      "/graphql",
      encoded("gzip", gzipSync(Buffer.alloc(10_000_000, " "))),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "G018",
      "what would be good unpacked",
      "/graphql",
      encoded("gzip", gzipSync(plain)),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["G019", "variables in a list", "/graphql", post('{"query":"{__typename}","variables":[]}'), 400, "BAD_REQUEST"],
    [
      "G019",
      "variables that are a number",
      "/graphql",
      post('{"query":"{__typename}","variables":1}'),
      400,
      "BAD_REQUEST",
    ],
    [
      "G019",
      "an operation name that is an object",
      "/graphql",
      post('{"query":"{__typename}","operationName":{}}'),
      400,
      "BAD_REQUEST",
    ],
    [
      "G019",
      "extensions that are a string",
      "/graphql",
      post('{"query":"{__typename}","extensions":"x"}'),
      400,
      "BAD_REQUEST",
    ],
    ["G005", "a batch", "/graphql", post(`[${plain}]`), 400, "BAD_REQUEST"],
    ["G020", "plain text", "/graphql", typed("text/plain", "{__typename}"), 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["G020", "JSON that says it is plain text", "/graphql", typed("text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "G020",
      "a form",
      "/graphql",
      typed("application/x-www-form-urlencoded", "query={__typename}"),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "G020",
      "a multipart form",
      "/graphql",
      typed("multipart/form-data; boundary=x", "--x--"),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["G020", "a body without a type", "/graphql", post(Buffer.from(plain), {}), 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["G020", "GET without a preflight", ...get("query={__typename}", {}), 400, "BAD_REQUEST"],
    [
      "G020",
      "GET with an odd content type",
      ...get("query={__typename}", { "content-type": "application/json, text/plain" }),
      415,
      "BAD_REQUEST",
    ],
    ["G021", "a mutation by GET", ...get("query=mutation{__typename}"), 405, "BAD_REQUEST"],
    ["G021", "PUT", "/graphql", { ...post(plain), method: "PUT" }, 405, "METHOD_NOT_ALLOWED"],
    ["G021", "DELETE", "/graphql", { method: "DELETE" }, 405, "METHOD_NOT_ALLOWED"],
    ["G021", "PATCH", "/graphql", { ...post(plain), method: "PATCH" }, 405, "METHOD_NOT_ALLOWED"],
    ["G021", "OPTIONS", "/graphql", { method: "OPTIONS" }, 405, "METHOD_NOT_ALLOWED"],
    ["G021", "POST to /readyz", "/readyz", post(plain), 405, "METHOD_NOT_ALLOWED"],
    ["G027", "/graphiql", "/graphiql", {}, 404, "NOT_FOUND"],
    ["G027", "/playground, by a browser", "/playground", { headers: { accept: "text/html" } }, 404, "NOT_FOUND"],
    ["G027", "GraphQL on another path", "/", post(plain), 404, "NOT_FOUND"],
    ["G027", "a path below", "/graphql/", post(plain), 404, "NOT_FOUND"],
    ["G027", "a path in capitals", "/GraphQL", post(plain), 404, "NOT_FOUND"],
    ["G027", "metrics, which have a port of their own", "/metrics", {}, 404, "NOT_FOUND"],
    ["G027", "a path that cannot be decoded", "/%zz", {}, 400, "BAD_REQUEST"],
    [
      "G028",
      "a preflight, with CORS closed",
      "/graphql",
      { method: "OPTIONS", headers: { origin: "https://app.example", "access-control-request-method": "POST" } },
      405,
      "METHOD_NOT_ALLOWED",
    ],
  ];

  let prod: Api;
  beforeAll(async () => {
    prod = await startApi({ corsOrigins: [], introspection: false, explorer: false });
  });
  afterAll(() => prod.close());

  it.each(rows)("%s is so as JSON: %s", async (_id, _name, path, init, status, code) => {
    const answer = await prod.send(path, init);
    expect([answer.status, answer.body?.errors?.length, answer.body?.errors?.[0]?.extensions?.code]).toEqual([
      status,
      1,
      code,
    ]);
    expectProtected(answer);
    expect(answer.headers.has("allow")).toBe(status === 405);
  });

  it("G029 is protected as the rest is: answers, health, what has run", async () => {
    for (const answer of [await prod.ask("{ __typename }"), await prod.send("/livez"), await prod.send("/readyz")]) {
      expect(answer.status).toBe(200);
      expectProtected(answer);
    }
  });

  it("G027 has no page at /graphql for a browser either", async () => {
    const answer = await prod.send("/graphql", { headers: { accept: "text/html" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/json; charset=utf-8"]);
  });
});

describe("Strict-Transport-Security", () => {
  const https = { "x-forwarded-proto": "https" };

  it.each<[string, readonly string[], Record<string, string>, string | null]>([
    ["where a trusted proxy says that the caller came over TLS", ["127.0.0.1"], https, "max-age=31536000"],
    ["and nowhere else: a proxy that is not trusted", ["192.0.2.1"], https, null],
    ["and nowhere else: no proxy", [], https, null],
    ["and nowhere else: a caller who came without", ["127.0.0.1"], { "x-forwarded-proto": "http" }, null],
  ])("G029 is sent %s", async (_name, trustedProxies, headers, value) => {
    const behind = await startApi({ trustedProxies });
    for (const path of ["/livez", "/nowhere"]) {
      const answer = await behind.send(path, { headers });
      expect(answer.headers.get("strict-transport-security")).toBe(value);
    }
    await behind.close();
  });
});
describe("a document that is wrong", () => {
  it.each([
    [
      "a value of the wrong type in a variable",
      'mutation($p: String!) { login(username: "a", password: $p) { tokenType } }',
      { p: { a: "S3CRET" } },
    ],
    [
      "a variable that is a list",
      'mutation($p: String!) { login(username: "a", password: $p) { tokenType } }',
      { p: ["S3CRET"] },
    ],
    ["an enum value for a password", 'mutation { login(username: "a", password: S3CRET) { tokenType } }', {}],
    ["an object for a password", 'mutation { login(username: "a", password: {p: "S3CRET"}) { tokenType } }', {}],
    ["a list for a password", 'mutation { login(username: "a", password: ["S3CRET"]) { tokenType } }', {}],
    ["a string where none may be", 'mutation { login(username: "a" "S3CRET") { tokenType } }', {}],
    ["a password as a field", 'mutation { "S3CRET" }', {}],
    ["a string without an end", 'mutation { login(username: "a", password: "S3CRET) { tokenType } }', {}],
  ])("never has its values sent back or logged: %s", async (_name, query, variables) => {
    const { status, text } = await api.ask(query, { variables });
    expect(status).toBe(400);
    expect(text).not.toContain("S3CRET");
    expect(api.logged()).not.toContain("S3CRET");
  });
});

describe("what only execution finds wrong with a request", () => {
  it.each([
    [
      "null for an argument that must not be",
      'mutation($p: String = "x") { login(username: "a", password: $p) { tokenType } }',
      { p: null },
    ],
    ["a subscription where there is none", "subscription { me { id } }", {}],
  ])("is the caller's fault: %s", async (_name, query, variables) => {
    const { status, body } = await api.ask(query, { variables, token: api.provider.mint() });
    expect([status, body.errors[0].extensions.code]).toEqual([400, "BAD_USER_INPUT"]);
  });
});

describe("G022 a persisted query", () => {
  it("is not offered, and nobody keeps that answer", async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: "a".repeat(64) } };
    const { headers, body } = await api.send("/graphql", post(JSON.stringify({ extensions })));
    expect(body.errors[0].extensions.code).toBe("PERSISTED_QUERY_NOT_SUPPORTED");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("health", () => {
  it("is live and ready", async () => {
    expect((await api.send("/livez")).status).toBe(200);
    expect((await api.send("/readyz")).status).toBe(200);
  });
});

describe("Apollo Sandbox", () => {
  const preflight = (origin: string) =>
    api.send("/graphql", {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });

  it("may call in local mode, and its preflight is remembered", async () => {
    const { status, headers } = await preflight("https://studio.apollographql.com");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("https://studio.apollographql.com");
    expect(Number(headers.get("access-control-max-age"))).toBeGreaterThan(0);
    expect((await api.ask("{ __schema { queryType { name } } }")).status).toBe(200);
  });

  it("is the only page that may", async () => {
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("may not in prod, where nobody reads the schema either", async () => {
    const prod = await startApi({ corsOrigins: [], introspection: false });
    try {
      const { headers, status } = await prod.send("/graphql", {
        method: "OPTIONS",
        headers: { origin: "https://studio.apollographql.com" },
      });
      expect([status, headers.get("access-control-allow-origin")]).toEqual([405, null]);
      expect((await prod.ask("{ __schema { queryType { name } } }")).status).toBe(400);
      expect((await prod.ask("{ __typename }")).status).toBe(200);
      expect((await prod.ask("{ mee { id } }")).text).not.toContain("Did you mean");
    } finally {
      await prod.close();
    }
  });
});
