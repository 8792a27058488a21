import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { SchemaExtension } from "#latchkey/graphql/schema-extension.js";
import { operations } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";
import { linesOf } from "../telemetry/read-lines.js";

/** Signals of the executions that have asked for theirs, in that order. */
const signals: AbortSignal[] = [];
/** Executions that ended late. */
let late = 0;

const slow: SchemaExtension = {
  typeDefs: `
    type Slow { name: String  never: String  items: [Slow!] }
    extend type Query {
      slow: Slow! @public
      never: String @public
      obedient: String @public
      late(milliseconds: Int!, fail: Boolean): String @public
    }
    extend type Mutation { halt: String @public }`,
  resolvers: {
    Query: {
      slow: () => ({ name: "slow", items: [{}] }),
      never: () => new Promise(() => {}),
      obedient: (_parent, _args, { signal }) => {
        signals.push(signal);
        return wait(60_000, null, { signal });
      },
      late: async (_parent, { milliseconds, fail }) => {
        await wait(milliseconds);
        late++;
        if (fail) throw new Error("too late");
        return "late";
      },
    },
    Mutation: { halt: () => new Promise(() => {}) },
    Slow: { never: () => new Promise(() => {}) },
  },
};

let api: Api;
beforeAll(async () => {
  api = await startApi({ executionTimeout: 1 }, {}, undefined, { extension: slow });
});
afterAll(() => api.close());

const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(() => {
  process.off("unhandledRejection", note);
});

const timeout = { message: "The operation took longer than 1 s", extensions: { code: "TIMEOUT" } };

describe("a resolver that never returns", () => {
  it.each([
    ["at the root", "{ never }"],
    ["below it", "{ slow { name never } }"],
    ["in a list", "{ slow { items { never } } }"],
    ["beside fields that have been answered", "{ slow { name } never }"],
    ["of a mutation", "mutation { halt }"],
  ])("G037 is answered with 504 when its time is up: %s", async (_where, query) => {
    const started = performance.now();
    const { status, headers, body } = await api.ask(query);
    const took = performance.now() - started;
    expect([status, body]).toEqual([504, { errors: [timeout] }]);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(4_000);
  });

  it("G037 is answered so to a GET, and its signal aborts", async () => {
    const headers = { "apollo-require-preflight": "1" };
    const { status, headers: answered, body } = await api.send("/graphql?query={obedient}", { headers });
    expect([status, body]).toEqual([504, { errors: [timeout] }]);
    expect(answered.get("content-type")).toMatch(/^application\/json/);
    expect(signals.at(-1)?.reason).toMatchObject(timeout);
  });

  it.each(["/graphql", "/graphql?at-length"])("G037 is answered in the type that is accepted: %s", async (path) => {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
    const answer = await api.send(path, { method: "POST", headers, body: JSON.stringify({ query: "{ never }" }) });
    expect([answer.status, answer.headers.get("content-type"), answer.text]).toEqual([
      504,
      "application/graphql-response+json; charset=utf-8",
      `${JSON.stringify({ errors: [timeout] })}\n`,
    ]);
  });

  it("G037 holds up nobody else", async () => {
    const stuck = Array.from({ length: 50 }, () => api.ask("{ never }"));
    for (let i = 0; i < 5; i++) expect((await api.ask("{ slow { name } }")).status).toBe(200);
    expect(new Set((await Promise.all(stuck)).map(({ status }) => status))).toEqual(new Set([504]));
  });

  it("G037 is one line in the log, with its code", async () => {
    const [line] = await linesOf(api, "Operation", () => api.ask("query Stuck { never }"));
    expect(line).toMatchObject({ type: "query", operation: "Stuck", status: 504, code: "TIMEOUT" });
  });
});

describe("the signal of the context", () => {
  it("G037 aborts when the time is up, with the answer as its reason", async () => {
    expect((await api.ask("{ obedient }")).status).toBe(504);
    const signal = signals.at(-1);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject(timeout);
  });

  it("aborts when the caller hangs up", async () => {
    const count = signals.length;
    const caller = new AbortController();
    const asked = fetch(api.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ obedient }" }),
      signal: caller.signal,
    });
    await until(() => signals.length > count);
    caller.abort();
    await expect(asked).rejects.toThrow();
    await until(() => signals.at(-1)?.aborted === true);
  });

  it("is there beside a bad token too", async () => {
    const { status, body } = await api.ask("{ obedient }", { token: "x.y.z" });
    expect([status, body.errors[0].extensions.code]).toEqual([504, "TIMEOUT"]);
  });

  it("leaves a bad token a bad one", async () => {
    const { status, body } = await api.ask(operations.me, { token: "x.y.z" });
    expect([status, body.errors[0].extensions.code]).toEqual([401, "TOKEN_MALFORMED"]);
  });
});

describe("what comes after its time", () => {
  it.each([
    ["a value", "{ late(milliseconds: 1500) }"],
    ["an error", "{ late(milliseconds: 1500, fail: true) }"],
  ])("is dropped, and is an unhandled rejection to nobody: %s", async (_what, query) => {
    const before = late;
    expect((await api.ask(query)).status).toBe(504);
    await until(() => late > before);
    await wait(50);
    expect(unhandled).toEqual([]);
    expect((await api.ask("{ slow { name } }")).status).toBe(200);
  });

  it("is not what comes just in time", async () => {
    expect((await api.ask("{ late(milliseconds: 300) }")).body).toEqual({ data: { late: "late" } });
  });
});
