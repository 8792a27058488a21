import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const json = { "content-type": "application/json" };

/** Writes a request to the socket as it is, and reads the answer to its end. */
async function write(request: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(api.origin);
  const socket = connect(Number(port), hostname);
  let text = "";
  for await (const chunk of socket.end(request)) text += chunk;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text };
}

const post = (body: string, headers: Record<string, string> = json) => ({ method: "POST", headers, body });

describe("a request that is not GraphQL", () => {
  it.each<[string, string, RequestInit, number]>([
    ["bad JSON", "/graphql", post("{"), 400],
    ["no body", "/graphql", post(""), 400],
    ["null", "/graphql", post("null"), 400],
    ["a list", "/graphql", post("[]"), 400],
    ["a batch", "/graphql", post('[{"query":"{__typename}"}]'), 400],
    ["a string", "/graphql", post('"x"'), 400],
    ["variables in a list", "/graphql", post('{"query":"{__typename}","variables":[]}'), 400],
    ["an operation name that is an object", "/graphql", post('{"query":"{__typename}","operationName":{}}'), 400],
    ["a body that pollutes prototypes", "/graphql", post('{"query":"{__typename}","__proto__":{"a":1}}'), 400],
    ["plain text", "/graphql", post("{__typename}", { "content-type": "text/plain" }), 415],
    ["a form", "/graphql", post("query={__typename}", { "content-type": "application/x-www-form-urlencoded" }), 415],
    [
      "another charset",
      "/graphql",
      post('{"query":"{__typename}"}', { "content-type": "application/json; charset=iso-8859-13" }),
      415,
    ],
    ["a body over 256 KB", "/graphql", post(JSON.stringify({ query: "{__typename}", x: "x".repeat(262_144) })), 413],
    ["PUT", "/graphql", { ...post("{}"), method: "PUT" }, 405],
    ["DELETE", "/graphql", { method: "DELETE" }, 405],
    ["an unknown path", "/graphiql", {}, 404],
    ["a path that cannot be decoded", "/%zz", {}, 400],
    ["GET without a preflight", "/graphql?query={__typename}", {}, 400],
  ])("is refused as JSON: %s", async (_name, path, init, status) => {
    const answer = await api.send(path, init);
    expect([answer.status, answer.body?.errors?.length]).toEqual([status, 1]);
    expect(answer.text).not.toMatch(/<html|\bat .*:\d+:\d+/i);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    if (status === 405) expect(answer.headers.get("allow")).toBe("GET, POST");
  });

  it.each([
    [
      "an Authorization header past 2,000 others",
      (lines: string) => `POST /graphql HTTP/1.1\r\nHost: x\r\n${lines}Authorization: Bearer x\r\n\r\n`,
      431,
    ],
    ["a space before a colon", () => "GET /livez HTTP/1.1\r\nHost : x\r\n\r\n", 400],
    [
      "a host that is no host",
      () =>
        "GET /graphql?query={__typename} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\napollo-require-preflight: 1\r\n\r\n",
      400,
    ],
    ["headers over 16 KB", () => `GET /livez HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ])("is refused with JSON on the socket: %s", async (_name, toRequest, status) => {
    const answer = await write(toRequest("a:b\r\n".repeat(2_001)));
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/content-type: application\/json/i);
  });

  it("two Authorization headers are told apart and refused", async () => {
    const body = '{"query":"{me{id}}"}';
    const answer = await write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${api.provider.mint()}\r\nAuthorization: Bearer ${api.provider.mint()}\r\nConnection: close\r\n\r\n${body}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('error="invalid_request"');
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

describe("a persisted query", () => {
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
