import { setImmediate } from "node:timers/promises";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { afterEach, describe, expect, it } from "@jest/globals";
import { GraphQLScalarType } from "graphql";
import { authPlugin, authTypeDefs, guardSchema } from "latchkey";
import { pino } from "pino";
import { createApollo } from "#latchkey/graphql/apollo/create-apollo.js";
import type { TimedServer } from "#latchkey/graphql/apollo/timed-server.js";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { limitDocuments } from "#latchkey/graphql/limits/limit-documents.js";
import { collectGarbage } from "../support/collect-garbage.js";

interface Context extends AuthContext {
  readonly call: { end(): void };
}

let apollo: TimedServer<Context> | undefined;
afterEach(() => apollo?.stop());

/** A server, and what it was asked and answered on the shortcut. */
async function startApollo({ sdl = "", more = {}, enforce = "refuse" as "refuse" | "report" } = {}) {
  const answered: string[] = [];
  const typeDefs = `
    ${sdl}
    type Query { one(x: Int): Int @public  two: Int @public }
    type Mutation { change: Int @public }
    type Subscription { news: Int @public }`;
  const resolvers = { Query: { one: () => 1, two: async () => 2 }, Mutation: { change: () => 3 }, ...more };
  const schema = guardSchema(makeExecutableSchema({ typeDefs: [authTypeDefs, typeDefs], resolvers }), { enforce });
  const limits = { depth: 50, aliases: 50, directives: 50, rootFields: 50, cost: 10_000, pageSize: 100, tokens: 1_000 };
  const server = createApollo<Context>({
    schema,
    introspection: true,
    gate: limitDocuments(limits),
    maxTokens: limits.tokens,
    executionTimeout: 10,
    list: undefined,
    log: pino({ level: "silent" }),
    observers: [],
    auth: authPlugin(),
    note: ({ document, response }) => {
      if (response.body !== undefined) answered.push(document.loc?.source.body ?? "");
    },
  });
  apollo = server;
  await server.start();
  const ask = async (query: string, more: object = {}) => {
    const { body } = await server.answer({ query, ...more }, { identity: null, call: { end() {} } });
    return body.kind === "single" ? body.singleResult : undefined;
  };
  return { ask, answered };
}

it.each<[string, string, object]>([
  ["a query", "{ one }", { one: 1 }],
  ["one that is waited for", "{ two }", { two: 2 }],
  ["a fragment", "{ ...F } fragment F on Query { one kind: __typename }", { one: 1, kind: "Query" }],
])("an operation takes the shortcut once it was answered twice: %s", async (_name, query, data) => {
  const { ask, answered } = await startApollo();
  for (let i = 0; i < 5; i += 1) expect(await ask(query)).toEqual({ data });
  expect(answered).toEqual([query, query, query]);
});

it.each([
  ["a mutation", "mutation { change }"],
  ["introspection", "{ __schema { queryType { name } } }"],
  ["introspection of a type", '{ __type(name: "Query") { name } }'],
  ["a key that objects have a meaning for", "{ __proto__: one }"],
  ["one of two operations", "query A { one } query B { two }"],
  ["what is not valid", "{ three }"],
  ["what cannot be parsed", "{"],
  ["variables that do not fit", "query A($x: Int!) { one(x: $x) }"],
])("an operation never takes the shortcut: %s", async (_name, query) => {
  const { ask, answered } = await startApollo();
  for (let i = 0; i < 5; i += 1) await ask(query, { operationName: query.includes("query A") ? "A" : undefined });
  expect(answered).toEqual([]);
});

it.each([
  ["the schema says how long answers may be kept", { sdl: "directive @cacheControl(maxAge: Int) on FIELD_DEFINITION" }],
  ["denials are only reported", { enforce: "report" as const }],
])("nothing takes the shortcut where %s", async (_name, options) => {
  const { ask, answered } = await startApollo(options);
  for (let i = 0; i < 5; i += 1) expect(await ask("{ one }")).toEqual({ data: { one: 1 } });
  expect(answered).toEqual([]);
});

it("an operation stays on the shortcut while 10,000 others come and go", async () => {
  const { ask, answered } = await startApollo();
  for (let i = 0; i < 3; i += 1) await ask("{ one }");
  for (let i = 0; i < 10_000; i += 1) await ask(`query Q${i} { one }`);
  expect(answered).toEqual(["{ one }"]);
  await ask("{ one }");
  expect(answered).toEqual(["{ one }", "{ one }"]);
});

it("a thousand operations that are asked for again and again leave 500 of them on the shortcut", async () => {
  const { ask, answered } = await startApollo();
  for (let i = 0; i < 1_000; i += 1) for (let k = 0; k < 2; k += 1) await ask(`query Q${i} { one }`);
  for (let i = 999; i >= 0; i -= 1) await ask(`query Q${i} { one }`);
  expect(answered).toHaveLength(500);
});

describe("what is kept of operations", () => {
  it("is no more for fragments that double: an operation of too many fields is forgotten at once", async () => {
    const { ask, answered } = await startApollo({
      sdl: "extend type Query { me: User @public } type User { a: Int b: Int c: Int d: Int friend: User boss: User }",
      more: { User: { friend: () => ({}), boss: () => ({}) }, Query: { me: () => ({}), one: () => 1, two: () => 2 } },
    });
    const fragments = Array.from(
      { length: 10 },
      (_, i) => `fragment F${i} on User { a b c d friend { ...F${i + 1} } boss { ...F${i + 1} } }`,
    );
    const toQuery = (n: number) => `query Q${n} { me { ...F0 } } ${fragments.join(" ")} fragment F10 on User { a }`;
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 12; n += 1) {
      for (let i = 0; i < 4; i += 1) expect((await ask(toQuery(n)))?.errors).toBeUndefined();
    }
    // The third of each was answered on the shortcut, and the fourth was not.
    expect(answered).toHaveLength(12);
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(15_000_000);
  });

  it("holds nothing that a caller has sent with one", async () => {
    const sent: WeakRef<object>[] = [];
    const { ask, answered } = await startApollo({
      sdl: "scalar Anything extend type Query { echo(value: Anything): Int @public }",
      more: {
        Anything: new GraphQLScalarType({
          name: "Anything",
          parseValue(value) {
            const parsed = { value };
            sent.push(new WeakRef(parsed));
            return parsed;
          },
        }),
      },
    });
    const query = "query Q($value: Anything, $is: Boolean!) { echo(value: $value) one @include(if: $is) }";
    for (let i = 0; i < 8; i += 1) {
      expect((await ask(query, { variables: { value: `secret ${i}`, is: i % 2 === 0 } }))?.errors).toBeUndefined();
    }
    expect(answered).toHaveLength(6);
    await setImmediate();
    collectGarbage();
    expect(sent).toHaveLength(8);
    expect(sent.filter((kept) => kept.deref() !== undefined)).toEqual([]);
  });
});

it("an argument that must not be null is refused on the shortcut too, where its field is a mere property", async () => {
  const { ask } = await startApollo({
    sdl: "extend type Query { item: Item @public } type Item { sized(size: Int! = 5): String }",
    more: { Query: { item: () => ({ sized: "s" }), one: () => 1, two: () => 2 } },
  });
  const query = "query Q($size: Int = 5) { item { sized(size: $size) } }";
  const [good, bad] = [await ask(query), await ask(query, { variables: { size: null } })];
  expect(good).toEqual({ data: { item: { sized: "s" } } });
  expect(bad?.errors?.[0]?.message).toContain("must not be null");
  for (let i = 0; i < 3; i += 1) {
    expect(await ask(query)).toEqual(good);
    expect(await ask(query, { variables: { size: null } })).toEqual(bad);
  }
});
