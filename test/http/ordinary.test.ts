import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { alice, operations } from "../support/operations.js";
import { type Answer, type Api, startApi } from "../support/start-api.js";

const extension = {
  typeDefs: `
    scalar Anything
    interface Animal { name: String! @auth(roles: "keeper") }
    type Cat implements Animal { name: String! lives: Int! }
    extend type Query {
      cats(count: Int = 2): [[Cat!]!]! @public
      animal: Animal @auth
      secret: String @auth(roles: "nobody", onDeny: NULL)
      echo(value: Anything): Anything @public
      fails: String! @public
      refuses: String @public
      mislabels: String @public
      withheld(id: ID @auth(roles: "keeper")): String @public
      later: [String!]! @public
      caller: String @public
    }
    extend type Mutation { count: Int! @public }
  `,
  resolvers: {
    Query: {
      cats: (_parent: unknown, { count }: { count: number }) => [Array(count).fill({ name: "Tom", lives: 9 })],
      animal: () => ({ __typename: "Cat", name: "Tom", lives: 9 }),
      secret: () => "hidden",
      echo: (_parent: unknown, { value }: { value: unknown }) => value,
      fails: () => {
        throw new Error("a detail of the database");
      },
      refuses: () => {
        throw new GraphQLError("Sold out", { extensions: { code: "SOLD_OUT" } });
      },
      mislabels: () => {
        const headers = new Map([["x-label", "one line\nand another"]]);
        throw new GraphQLError("Sold out", { extensions: { code: "SOLD_OUT", http: { headers } } });
      },
      withheld: () => "open",
      later: async () => ["late", Promise.resolve("later")],
      caller: (_parent: unknown, _args: unknown, { identity }: { identity: object | null }) => String(identity),
    },
    Mutation: { count: () => 1 },
  },
};

let api: Api;
let token: string;
beforeAll(async () => {
  api = await startApi({}, {}, async () => {}, { extension });
  token = api.provider.mint({ roles: ["keeper"] });
});
afterAll(() => api.close());

/** All that a caller gets, but for what is another with every request. */
function toComparable({ status, headers, text }: Answer): unknown {
  const { date, ...lines } = Object.fromEntries(headers);
  expect(date).toBeDefined();
  return { status, headers: lines, text: text.replaceAll(/"errorId":"[^"]*"/g, '"errorId":""') };
}

/**
 * The same request both ways: only one without a query string is ordinary. (`fetch` drops an empty one.) The last of several, which were
 * asked by somebody who may, so that it takes the shortcut where there is one.
 */
async function askBothWays(
  body: unknown,
  headers: Record<string, string>,
): Promise<{ ordinary: Answer; other: Answer }> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
  if (!JSON.stringify(body).includes("mutation")) {
    const signedIn = { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } };
    for (let i = 0; i < 3; i += 1) await api.send("/graphql", signedIn);
  }
  return { ordinary: await api.send("/graphql", init), other: await api.send("/graphql?at-length", init) };
}

describe("an ordinary POST", () => {
  it.each<[string, number, object | string, (Record<string, string> | "signed in")?]>([
    ["data", 200, { query: "{ __typename }" }],
    ["who is signed in", 200, { query: operations.me }, "signed in"],
    [
      "nested lists",
      200,
      { query: "query ($n: Int) { cats(count: $n) { name lives } }", variables: { n: 3 } },
      "signed in",
    ],
    ["a default", 200, { query: "query ($n: Int = 1) { cats(count: $n) { lives } }", variables: {} }],
    ["an abstract type", 200, { query: "{ animal { __typename name ... on Cat { lives } } }" }, "signed in"],
    ["a scalar of one's own", 200, { query: '{ echo(value: { a: [1, "ä", null], b: { __proto__: 1 } }) }' }],
    ["names of prototypes", 200, { query: "{ __proto__: __typename constructor: __typename }" }],
    ["a mutation", 200, { query: "mutation { count again: count }" }],
    ["introspection", 200, { query: '{ __type(name: "User") { name fields { name } } }' }],
    [
      "a skipped field",
      200,
      { query: "query ($s: Boolean!) { __typename fails @skip(if: $s) }", variables: { s: true } },
    ],
    ["one operation of two", 200, { query: "query A { a: __typename } query B { b: __typename }", operationName: "B" }],
    [
      "nulls where something may be absent",
      200,
      { query: "{ __typename }", operationName: null, variables: null, extensions: null },
    ],
    ["extensions that nobody knows", 200, { query: "{ __typename }", extensions: { a: 1 } }],
    ["something beside it", 200, { query: "{ __typename }", id: 1 }],
    ["a part denied", 200, { query: "{ secret __typename }" }, "signed in"],
    ["data that is waited for", 200, { query: "{ later }" }],
    ["an argument denied", 403, { query: "{ withheld(id: 1) }" }, { authorization: "a member" }],
    [
      "an argument in a variable denied",
      401,
      { query: "query ($id: ID) { withheld(id: $id) }", variables: { id: "1" } },
    ],
    ["a guarded argument left out", 200, { query: "query ($id: ID) { withheld(id: $id) }", variables: {} }],
    ["several denials", 403, { query: "{ animal { name } withheld(id: 1) }" }, { authorization: "a member" }],
    ["a public field for a bad token", 200, { query: "{ later }" }, { authorization: "Bearer x.y.z" }],
    ["a field that asks who calls, for a bad token", 401, { query: "{ caller }" }, { authorization: "Bearer x.y.z" }],
    ["the same beside others", 200, { query: "{ caller later }" }, { authorization: "Bearer x.y.z" }],
    ["nobody signed in", 401, { query: operations.me }],
    ["a token that is none", 401, { query: operations.me }, { authorization: "Bearer x.y.z" }],
    ["two tokens", 400, { query: operations.me }, { authorization: "Bearer a, Bearer b" }],
    ["a role missing", 403, { query: "{ animal { name } }" }, { authorization: "a member" }],
    ["a wrong password", 401, { query: operations.login, variables: { ...alice, password: "x" } }],
    ["two logins", 400, { query: "mutation { a: logout(refreshToken: 1) b: logout(refreshToken: 2) }" }],
    ["a resolver that throws", 500, { query: "{ fails }" }],
    ["a resolver that refuses", 200, { query: "{ refuses __typename }" }],
    ["a document that does not parse", 400, { query: "{" }],
    ["a document that is not valid", 400, { query: "{ nothing }" }],
    [
      "variables that do not fit",
      400,
      { query: "query ($n: Int) { cats(count: $n) { lives } }", variables: { n: "x" } },
    ],
    [
      "a variable that is found wrong late",
      400,
      { query: "query ($a: Boolean = true) { later @include(if: $a) }", variables: { a: null } },
    ],
    ["no such operation", 400, { query: "query A { __typename }", operationName: "B" }],
    ["an empty name of an operation", 400, { query: "query A { __typename }", operationName: "" }],
    [
      "a persisted query",
      200,
      { query: "{ __typename }", extensions: { persistedQuery: { version: 1, sha256Hash: "x" } } },
    ],
    ["no query", 400, { variables: {} }],
    ["an empty query", 400, { query: "" }],
    ["a query that is none", 400, { query: 1 }],
    ["variables that are none", 400, { query: "{ __typename }", variables: "{}" }],
    ["extensions that are none", 400, { query: "{ __typename }", extensions: [] }],
    ["a batch", 400, [{ query: "{ __typename }" }]],
    ["incremental delivery", 400, { query: "{ __typename ... @defer { b: __typename } }" }],
    ["bad JSON", 400, "{"],
    ["another origin", 200, { query: "{ __typename }" }, { origin: "https://studio.apollographql.com" }],
    ["a strange origin", 200, { query: "{ __typename }" }, { origin: "https://example.org" }],
    ["any type accepted", 200, { query: "{ __typename }" }, { accept: "*/*" }],
    ["JSON accepted", 400, { query: "{ nothing }" }, { accept: "application/json" }],
    ["GraphQL's own type accepted", 200, { query: "{ __typename }" }, { accept: "application/graphql-response+json" }],
    [
      "what Apollo Client accepts",
      400,
      { query: "{ nothing }" },
      { accept: "application/graphql-response+json,application/json;q=0.9" },
    ],
    [
      "what is accepted by who follows GraphQL over HTTP",
      200,
      { query: "{ __typename }" },
      { accept: "application/graphql-response+json, application/json;q=0.9" },
    ],
    [
      "what graphql-http accepts",
      200,
      { query: "{ __typename }" },
      { accept: "application/graphql-response+json, application/json" },
    ],
    [
      "what urql accepts",
      200,
      { query: "{ __typename }" },
      {
        accept:
          "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
      },
    ],
    ["a browser's page", 200, { query: "{ __typename }" }, { accept: "text/html,*/*;q=0.8" }],
    ["nothing that there is", 406, { query: "{ __typename }" }, { accept: "image/png" }],
  ])("is answered as every other is: %s", async (_name, status, body, who = {}) => {
    const headers: Record<string, string> =
      who === "signed in"
        ? { authorization: `Bearer ${token}` }
        : who.authorization === "a member"
          ? { authorization: `Bearer ${api.provider.mint({ roles: ["member"] })}` }
          : who;
    const { ordinary, other } = await askBothWays(body, headers);
    expect(toComparable(ordinary)).toEqual(toComparable(other));
    expect([ordinary.status, other.status]).toEqual([status, status]);
  });

  it("is an unexpected error where a resolver sets a header that is none, and ends nothing else", async () => {
    for (let i = 0; i < 2; i += 1) {
      const { status, text, body } = await api.ask("{ mislabels }");
      expect([status, body.errors[0].extensions.code]).toEqual([500, "INTERNAL_SERVER_ERROR"]);
      expect(text).not.toContain("another");
    }
  });

  it("says nothing of the token for all where others were answered", async () => {
    const { ordinary } = await askBothWays({ query: "{ caller later }" }, { authorization: "Bearer x.y.z" });
    expect(ordinary.body.data).toEqual({ caller: null, later: ["late", "later"] });
    expect(ordinary.body.errors[0].extensions.code).toBe("TOKEN_MALFORMED");
    expect(ordinary.headers.get("www-authenticate")).toBeNull();
  });

  it("has no data where the request itself is wrong", async () => {
    const query = "query ($a: Boolean = true) { later @include(if: $a) }";
    const { ordinary } = await askBothWays({ query, variables: { a: null } }, {});
    expect(ordinary.body).not.toHaveProperty("data");
  });

  it("is answered in one piece, of the length that its header says", async () => {
    const { ordinary } = await askBothWays({ query: '{ echo(value: "äöü€😀") }' }, {});
    expect(Number(ordinary.headers.get("content-length"))).toBe(Buffer.byteLength(ordinary.text));
    expect(ordinary.headers.get("transfer-encoding")).toBeNull();
  });
});

it("may be kept as long as the schema says, and no longer by anybody else", async () => {
  const caching = await startApi({}, {}, async () => {}, {
    extension: {
      typeDefs: `
        directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
        extend type Query { kept: String @public @cacheControl(maxAge: 60)  fresh: String @public }
      `,
      resolvers: { Query: { kept: async () => "for a minute" } },
    },
  });
  try {
    for (let i = 0; i < 4; i += 1) {
      expect((await caching.ask("{ kept }")).headers.get("cache-control")).toBe("max-age=60, public");
      expect((await caching.ask("{ kept fresh }")).headers.get("cache-control")).toBe("no-store");
    }
  } finally {
    await caching.close();
  }
});
