import { createHash } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { operations } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";
import { linesOf, readLines } from "./read-lines.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
const operationLines = (run: () => Promise<unknown>, count = 1) => linesOf(api, "Operation", run, count);

describe("an operation", () => {
  it("is one line: what was asked, by whom, and what became of it", async () => {
    const token = api.provider.mint({ sub: "the-subject-of-somebody" });
    const lines = await operationLines(() => api.ask(operations.me, { token }));
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: process.pid,
        hostname: expect.any(String),
        operation: "Me",
        type: "query",
        signature: expect.stringMatching(/^[0-9a-f]{16}$/),
        milliseconds: expect.any(Number),
        status: 200,
        code: "OK",
        subject: hash("the-subject-of-somebody"),
        requestId: expect.stringMatching(/^[0-9a-f]{8}-\d+$/),
        msg: "Operation",
      },
    ]);
  });

  it.each<[string, string, string | undefined, object]>([
    ["nobody", "{ me { id } }", undefined, { type: "query", status: 401, code: "UNAUTHENTICATED", subject: null }],
    ["a bad token", "{ me { id } }", "x.y.z", { type: "query", status: 401, code: "TOKEN_MALFORMED", subject: null }],
    ["an unknown field", "{ mee }", undefined, { type: "none", status: 400, code: "GRAPHQL_VALIDATION_FAILED" }],
    ["no GraphQL", "{", undefined, { type: "none", status: 400, code: "GRAPHQL_PARSE_FAILED", signature: null }],
  ])("is one line when it is refused: %s", async (_name, query, token, expected) => {
    const lines = await operationLines(() => api.ask(query, token === undefined ? {} : { token }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject(expected);
  });

  it("is one line when HTTP refuses it", async () => {
    const lines = await operationLines(() => api.send("/graphql", { method: "POST", body: "x" }));
    expect(lines).toEqual([expect.objectContaining({ type: "none", status: 415, code: "HTTP_415", operation: null })]);
  });

  it("is one line when its caller hangs up", async () => {
    api.provider.fault("token", { delay: 300 });
    const body = JSON.stringify({ query: 'mutation Gone { login(username: "alice", password: "x") { tokenType } }' });
    const { hostname, port } = new URL(api.origin);
    const lines = await operationLines(async () => {
      const before = api.provider.requests.token;
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      await until(() => api.provider.requests.token > before);
      socket.destroy();
    });
    api.provider.fault("token", null);
    expect(lines).toEqual([expect.objectContaining({ operation: "Gone", code: "HUNG_UP" })]);
  });

  it("has the signature of every other with the same shape, and never its literals", async () => {
    const login = (name: string, password: string) => `mutation ${name} { logout(refreshToken: "${password}") }`;
    const queries = [
      login("A", "S3CRET-one"),
      login("A", "S3CRET-two"),
      login("A", "S3CRET-one"),
      login("B", "S3CRET-one"),
    ];
    const signatures: unknown[] = [];
    for (const query of queries) {
      const [line] = await operationLines(() => api.ask(query));
      signatures.push(line?.signature);
    }
    const [first, second, third, other] = signatures;
    expect([second, third]).toEqual([first, first]);
    expect(other).not.toBe(first);
    expect(api.logged()).not.toContain("S3CRET");
  });

  it("has a name of 100 characters at most", async () => {
    const [line] = await operationLines(() => api.ask(`query ${"N".repeat(5_000)} { __typename }`));
    expect(line?.operation).toBe("N".repeat(100));
  });
});

describe("health", () => {
  it("is no operation", async () => {
    const before = readLines(api).filter(({ msg }) => msg === "Operation").length;
    await api.send("/livez");
    await api.send("/readyz");
    await operationLines(() => api.ask("{ __typename }"));
    expect(readLines(api).filter(({ msg }) => msg === "Operation")).toHaveLength(before + 1);
  });
});

describe("LOG_LEVEL=warn", () => {
  it("leaves operations and the audit out", async () => {
    const quiet = await startApi({ logLevel: "warn" });
    try {
      expect((await quiet.ask(operations.me, { token: quiet.provider.mint() })).status).toBe(200);
      expect((await quiet.ask(operations.me)).status).toBe(401);
    } finally {
      await quiet.close();
    }
    expect(quiet.logged()).toBe("");
  });
});
