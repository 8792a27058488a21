import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import type { SchemaExtension } from "#latchkey/graphql/schema-extension.js";
import { type Answer, type Api, type AskOptions, startApi } from "../support/start-api.js";
import { linesOf } from "../telemetry/read-lines.js";

/** How often each resolver was called. */
const calls = new Map<string, number>();
/** What `works` does, when it is asked. */
let behave: () => unknown = () => "fine";

const extension: SchemaExtension = {
  typeDefs: `
    type Part { open: String  secret: String @auth(roles: "keeper", onDeny: NULL) }
    extend type Query {
      works(n: Int): String @public
      needed: String! @public
      part: Part! @public
      guarded: String @auth(roles: "keeper")
      "One that takes more words than a message has."
      many: String @auth(roles: [["keeper"], ${Array.from({ length: 60 }, (_, i) => `["role-${i}"]`)}])
    }`,
  resolvers: {
    Query: {
      works: () => count("works", behave),
      needed: () => count("needed", behave),
      part: () => count("part", () => ({ open: "open", secret: "secret" })),
      guarded: () => count("guarded", () => "guarded"),
      many: () => "many",
    },
  },
};

function count<T>(name: string, resolve: () => T): T {
  calls.set(name, (calls.get(name) ?? 0) + 1);
  return resolve();
}

let api: Api;
let keeper: string;
let member: string;
beforeAll(async () => {
  api = await startApi({ executionTimeout: 1 }, {}, async () => {}, { extension });
  keeper = api.provider.mint({ roles: ["keeper"] });
  member = api.provider.mint({ roles: ["member"] });
});
afterAll(() => api.close());
beforeEach(() => {
  calls.clear();
  behave = () => "fine";
});

/** Has it answered so often that the next answer is one of the shortcut. */
async function warm(query: string, options: AskOptions = {}): Promise<void> {
  for (let i = 0; i < 3; i += 1) expect((await api.ask(query, options)).status).toBe(200);
  calls.clear();
}

describe("an operation that was answered before", () => {
  it.each<[string, () => unknown, number, unknown]>([
    ["data", () => "again", 200, { works: "again" }],
    ["data that is waited for", async () => "late", 200, { works: "late" }],
    [
      "an error that is meant for the caller",
      () => {
        throw new GraphQLError("Sold out", { extensions: { code: "SOLD_OUT" } });
      },
      200,
      { works: null },
    ],
    [
      "an error that is not",
      () => {
        throw new Error("the password of the database");
      },
      500,
      { works: null },
    ],
    ["a rejection", async () => Promise.reject(new Error("the password of the database")), 500, { works: null }],
    ["what does not fit", () => ({}), 500, { works: null }],
  ])("is executed once, whatever comes of it: %s", async (name, behavior, status, data) => {
    const query = `query Works { works }`;
    await warm(query);
    behave = behavior;
    const answer = await api.ask(query);
    expect([answer.status, answer.body.data]).toEqual([status, data]);
    expect(answer.text).not.toContain("password");
    expect(Boolean(answer.body.errors)).toBe(!name.startsWith("data"));
    expect(calls.get("works")).toBe(1);
  });

  it("loses all of its data where null is no answer", async () => {
    await warm("{ needed }");
    behave = () => null;
    const { body } = await api.ask("{ needed }");
    expect(body).toMatchObject({ data: null, errors: [{ message: "Internal server error", path: ["needed"] }] });
    expect(calls.get("needed")).toBe(1);
  });

  it("is answered with 504 when its time is up", async () => {
    await warm("query Late { works }");
    behave = () => new Promise(() => {});
    let answer: Answer | undefined;
    const ask = async () => (answer = await api.ask("query Late { works }", { token: member }));
    const [line] = await linesOf(api, "Operation", ask);
    expect([answer?.status, answer?.body.errors[0].extensions.code]).toEqual([504, "TIMEOUT"]);
    expect(line).toMatchObject({ operation: "Late", type: "query", status: 504, code: "TIMEOUT" });
    expect(line?.subject).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is refused to whom it is not for, before anything of it runs", async () => {
    const query = "{ works guarded }";
    await warm(query, { token: keeper });
    const answers = [
      await api.ask(query),
      await api.ask(query, { token: member }),
      await api.ask(query, { token: "x.y.z" }),
      await api.ask(query, { headers: { authorization: "Bearer a, Bearer b" } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 401, 400]);
    expect(answers.map(({ body }) => body.errors[0].extensions.code)).toEqual([
      "UNAUTHENTICATED",
      "FORBIDDEN",
      "TOKEN_MALFORMED",
      "BAD_REQUEST",
    ]);
    expect(answers.map(({ body }) => "data" in body)).toEqual([false, false, false, false]);
    expect(answers[1]?.headers.get("www-authenticate")).toContain("insufficient_scope");
    expect(calls.size).toBe(0);
  });

  it("is refused in the same words, however many they would be", async () => {
    const first = await api.ask("{ many }", { token: member });
    await warm("{ many }", { token: keeper });
    const again = await api.ask("{ many }", { token: member });
    expect(again.text).toBe(first.text);
    expect([again.status, again.body.errors[0].message.length]).toEqual([403, 500]);
  });

  it("has all of its data where the schema declares that parts may come later", async () => {
    const other = await startApi({}, {}, async () => {}, {
      extension: {
        ...extension,
        typeDefs: `directive @defer(if: Boolean! = true) on INLINE_FRAGMENT ${extension.typeDefs}`,
      },
    });
    try {
      for (let i = 0; i < 4; i += 1) {
        const { body } = await other.ask("{ works ... @defer { part { open } } }");
        expect(body).toEqual({ data: { works: "fine", part: { open: "open" } } });
      }
    } finally {
      await other.close();
    }
  });

  it("keeps from each caller what is null to them, and says so once", async () => {
    const query = "query Parts { part { open secret } again: part { secret } }";
    await warm(query, { token: keeper });
    const lines = await linesOf(api, "Audit", async () => {
      const { body } = await api.ask(query, { token: member });
      expect(body.data).toEqual({ part: { open: "open", secret: null }, again: { secret: null } });
      expect(calls.get("part")).toBe(2);
    });
    expect(lines).toMatchObject([{ event: "denied", coordinates: ["Part.secret"] }]);
  });

  it("is one of its name alone", async () => {
    await warm("query Named { works }");
    expect((await api.send("/graphql", post({ query: "query Named { works }", operationName: "Named" }))).status).toBe(
      200,
    );
    expect((await api.send("/graphql", post({ query: "query Named { works }", operationName: "Other" }))).status).toBe(
      400,
    );
  });

  it("is decided by its conditions each time", async () => {
    const query = "query ($a: Boolean!, $b: Boolean = false) { works @include(if: $a) part @skip(if: $b) { open } }";
    await warm(query, { variables: { a: true } });
    const keys = async (variables: object) => Object.keys((await api.ask(query, { variables })).body.data);
    for (let i = 0; i < 2; i += 1) {
      expect(await keys({ a: true })).toEqual(["works", "part"]);
      expect(await keys({ a: false })).toEqual(["part"]);
      expect(await keys({ a: true, b: true })).toEqual(["works"]);
      expect(await keys({ a: false, b: true })).toEqual([]);
    }
    expect((await api.ask(query, { variables: { a: "yes" } })).status).toBe(400);
  });

  it("is written down as any other", async () => {
    const query = "query Written { works }";
    await warm(query);
    const [line] = await linesOf(api, "Operation", () => api.ask(query, { token: member }));
    expect(line).toMatchObject({ operation: "Written", type: "query", status: 200, code: "OK" });
    expect(line?.signature).toMatch(/^[0-9a-f]+/);
    expect(line?.subject).toMatch(/^[0-9a-f]{16}$/);
  });
});

function post(body: object): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
