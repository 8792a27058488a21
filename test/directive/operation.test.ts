import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type DocumentNode, type GraphQLSchema, getOperationAST, parse } from "graphql";
import { authPlugin } from "#latchkey/graphql/auth-plugin.js";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import { createGate } from "#latchkey/graphql/plan/create-gate.js";
import { callers, toIdentity } from "./support/callers.js";
import { toDenied, toGuarded, toSchema } from "./support/guarded.js";
import { type Api, startApollo } from "./support/start-apollo.js";

const sdl = `
  type Query {
    me: User @auth
    vault: Vault
    open: String @public
    self: Query @public
    maybe: User @auth(roles: "keeper", onDeny: NULL)
    both: String @auth(roles: "keeper", onDeny: NULL) @auth(scopes: "read")
    scoped: String @auth(scopes: [["read", "write"], ["all"]])
    stepUp: String @auth(acr: ["gold", "platinum"]) @auth(maxAge: 300)
    stepUpRole: String @auth(acr: "gold", roles: "keeper")
    buggy: String @public
    guardedBuggy: String @auth
    lookalike: String @public
    reads: String @public
  }
  type Mutation { store: Vault, drop: String @public }
  type User { id: ID! email: String @auth(roles: "keeper") friend: User }
  type Vault @auth(roles: "keeper") { code: String }
`;

const calls = { count: 0 };
const counted =
  <T>(value: T) =>
  () => {
    calls.count += 1;
    return value;
  };

const schema = toSchema(sdl, {
  Query: {
    me: counted({ id: 1, email: "SECRET" }),
    vault: counted({ code: "SECRET" }),
    open: counted("open"),
    self: counted({}),
    maybe: counted({ id: 2, email: "SECRET" }),
    both: counted("SECRET"),
    scoped: counted("SECRET"),
    stepUp: counted("SECRET"),
    stepUpRole: counted("SECRET"),
    buggy: () => {
      throw new TypeError("the row has no such column");
    },
    guardedBuggy: () => {
      throw new TypeError("the row has no such column");
    },
    lookalike: () => {
      throw Object.assign(new Error("no"), { code: "FORBIDDEN" });
    },
    reads: (_: unknown, _args: unknown, context: AuthContext) => `hello ${context.identity?.username}`,
  },
  Mutation: { store: counted({ code: "SECRET" }), drop: counted("dropped") },
});

const guarded = guardSchema(schema);

function refuse(
  source: string | DocumentNode,
  context: AuthContext,
  variables: Readonly<Record<string, unknown>> = {},
  gate = createGate(guarded),
): readonly string[] {
  const document = typeof source === "string" ? parse(source) : source;
  const operation = getOperationAST(document, document.definitions.length > 1 ? "Asked" : null) ?? undefined;
  if (operation === undefined) throw new Error("No operation");
  return toDenied({ errors: gate({ document, operation, variables, context }) });
}

const nobody = { identity: null };
const member = { identity: toIdentity() };

describe("the gate denies what is certain", () => {
  const rows: ReadonlyArray<readonly [string, string, readonly string[], Record<string, unknown>?]> = [
    ["nothing", "{ open }", []],
    ["every coordinate once", "{ me { id } vault { code } a: vault { code } }", ["me", "vault", "Vault.code"]],
    ["below what is public", "{ self { self { me { id } } } }", ["me"]],
    ["below what is denied", "{ me { email } }", ["me", "User.email"]],
    ["not what may be null", "{ maybe { id } open }", []],
    ["not what is below null", "{ maybe { email } }", []],
    ["null and refused together", "{ both }", ["both"]],
    ["@skip over @include", "{ me @include(if: true) @skip(if: true) { id } }", []],
    ["@include of false", "{ me @include(if: false) { id } }", []],
    ["@skip by a default", "query($s: Boolean = true) { me @skip(if: $s) { id } }", []],
    [
      "@skip by a value over its default",
      "query($s: Boolean = true) { me @skip(if: $s) { id } }",
      ["me"],
      { s: false },
    ],
    [
      "both by variables",
      "query($s: Boolean!, $i: Boolean!) { me @skip(if: $s) @include(if: $i) { id } }",
      [],
      { s: false, i: false },
    ],
    [
      "a fragment left out",
      "query($i: Boolean!) { ...F @include(if: $i) } fragment F on Query { me { id } }",
      [],
      { i: false },
    ],
    [
      "a fragment left out once",
      "query Asked($i: Boolean!) { ...F @include(if: $i) self { ...F } } fragment F on Query { me { id } }",
      ["me"],
      { i: false },
    ],
    [
      "a condition that is no boolean counts as selected",
      "query($i: Boolean) { me @include(if: $i) { id } }",
      ["me"],
      { i: "no" },
    ],
    [
      "a variable by the name of a prototype",
      "query($constructor: Boolean) { me @skip(if: $constructor) { id } }",
      ["me"],
    ],
  ];
  it.each(rows)("%s", (_, source, denied, variables = {}) => {
    const named =
      source.includes("fragment") && !source.includes("Asked") ? source.replace("query", "query Asked") : source;
    const coordinates = denied.map((name) => `UNAUTHENTICATED ${name.includes(".") ? name : `Query.${name}`}`);
    expect(refuse(named, nobody, variables)).toEqual(coordinates);
  });

  it("what a signed-in user lacks, and no more", () => {
    expect(refuse("{ me { id email } open }", member)).toEqual(["FORBIDDEN User.email"]);
  });

  it("nothing that only the runtime type can tell", () => {
    const things = toGuarded(
      "type Query { thing: Thing @public } union Thing = A | B type A @auth { x: Int } type B { x: Int }",
    );
    expect(refuse("{ thing { __typename ... on A { x } } }", nobody, {}, createGate(things))).toEqual([]);
  });
});

describe("the gate is not worn down", () => {
  const doubling = (depth: number) =>
    [
      "query Asked { self { ...F0 } }",
      ...Array.from(
        { length: depth },
        (_, i) => `fragment F${i} on Query { a: self { ...F${i + 1} } b: self { ...F${i + 1} } }`,
      ),
      `fragment F${depth} on Query { me { email } }`,
    ].join("\n");

  it("30 doubling fragments are decided in under 50 ms", () => {
    const document = parse(doubling(30));
    const start = performance.now();
    expect(refuse(document, nobody)).toEqual(["UNAUTHENTICATED Query.me", "UNAUTHENTICATED User.email"]);
    expect(performance.now() - start).toBeLessThan(50);
  });

  it("circular fragments come to an end", () => {
    const source =
      "query Asked { ...A } fragment A on Query { ...B me { id } } fragment B on Query { ...A self { ...A } }";
    expect(refuse(source, nobody)).toEqual(["UNAUTHENTICATED Query.me"]);
  });

  it("unknown fields, types and fragments are GraphQL's to refuse", () => {
    const source =
      "query Asked { nope ...Nope ... on Nope { me { id } } __proto__ constructor { me } me { id } } fragment F on Nope { me }";
    expect(refuse(source, nobody)).toEqual(["UNAUTHENTICATED Query.me"]);
  });

  it("deep nesting", () => {
    const source = `{ ${"self { ".repeat(1_000)} me { id } ${"}".repeat(1_000)} }`;
    expect(refuse(source, nobody)).toEqual(["UNAUTHENTICATED Query.me"]);
  });

  it("a plan holds nothing of a caller: one document, many callers", () => {
    const gate = createGate(guarded);
    const document = parse("query($s: Boolean = false) { me @skip(if: $s) { id email } }");
    for (let round = 0; round < 3; round += 1) {
      expect(refuse(document, nobody, {}, gate)).toEqual(["UNAUTHENTICATED Query.me", "UNAUTHENTICATED User.email"]);
      expect(refuse(document, member, {}, gate)).toEqual(["FORBIDDEN User.email"]);
      expect(refuse(document, nobody, { s: true }, gate)).toEqual([]);
    }
  });

  it("a bad token is refused unless every root field is public", () => {
    const expired = callers["with an expired token"].context();
    expect(refuse("{ open me @skip(if: true) { id } __typename }", expired)).toEqual([]);
    expect(refuse("{ open me { id } }", expired)).toEqual(["TOKEN_EXPIRED undefined"]);
    expect(refuse("{ open maybe { id } }", expired)).toEqual(["TOKEN_EXPIRED undefined"]);
    expect(refuse("{ self { open me { id } } }", expired)).toEqual(["TOKEN_EXPIRED undefined"]);
    expect(refuse("{ self { maybe { id } } }", expired)).toEqual([]);
  });
});

describe("over HTTP", () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApollo(guarded, [authPlugin()]);
  });
  afterAll(() => api.stop());

  it("a denied operation runs nothing of itself", async () => {
    calls.count = 0;
    const answer = await api.post({ query: "mutation { drop store { code } }" }, "anonymous");
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      errors: ["Mutation.store", "Vault.code"].map((coordinate) => ({
        message: "Not authenticated",
        extensions: {
          code: "UNAUTHENTICATED",
          coordinate,
          requires: [{ roles: [["keeper"]] }],
          missing: [{ roles: [["keeper"]] }],
        },
      })),
    });
    expect(calls.count).toBe(0);
  });

  it("the message of a denial names the field and what it requires", async () => {
    const { body } = await api.post({ query: "{ vault { code } }" }, "without the role");
    expect(body.errors?.map(({ message }) => message)).toEqual([
      "`Query.vault` requires role `keeper`",
      "`Vault.code` requires role `keeper`",
    ]);
  });

  const challenges: ReadonlyArray<readonly [string, string, string]> = [
    ["a role", "{ vault { code } }", 'error="insufficient_scope"'],
    ["scopes", "{ scoped }", 'error="insufficient_scope", scope="read write"'],
    ["a step-up", "{ stepUp }", 'error="insufficient_user_authentication", acr_values="gold platinum", max_age="300"'],
    ["a step-up and a role", "{ stepUpRole }", 'error="insufficient_scope"'],
    ["a step-up, and a role elsewhere", "{ stepUp vault { code } }", 'error="insufficient_scope"'],
  ];
  it.each(challenges)("what is missing is in the challenge: %s", async (_, query, parameters) => {
    const answer = await api.post({ query }, "with the role in another client");
    expect(answer.challenge).toBe(`Bearer realm="latchkey", ${parameters}`);
    expect(answer.status).toBe(403);
  });

  it("onDeny: NULL is null with an error, beside the other data", async () => {
    const answer = await api.post({ query: "{ open maybe { id } }" }, "anonymous");
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ open: "open", maybe: null });
    expect(answer.body.errors).toEqual([expect.objectContaining({ message: "Not authenticated", path: ["maybe"] })]);
  });

  it("below onDeny: NULL, what is denied to somebody let in refuses the whole", async () => {
    const answer = await api.post({ query: "{ open maybe { id email } }" }, "with the role");
    expect(answer.body).toEqual({ data: { open: "open", maybe: { id: "2", email: "SECRET" } } });
  });

  it("a public field that reads the identity refuses a bad token, as its own error", async () => {
    const answer = await api.post({ query: "{ open reads }" }, "with an expired token");
    expect(answer.body.data).toEqual({ open: "open", reads: null });
    expect(answer.body.errors).toEqual([expect.objectContaining({ path: ["reads"] })]);
    expect(answer.body.errors?.[0]?.extensions.code).toBe("TOKEN_EXPIRED");
  });

  it.each([
    ["of a public field", "{ buggy }"],
    ["of a guarded field", "{ guardedBuggy }"],
    ["that looks like a denial", "{ lookalike }"],
  ])("a bug %s is not a denial", async (_, query) => {
    const answer = await api.post({ query }, "with the role");
    expect(answer.body.errors?.map(({ extensions }) => extensions.code)).toEqual(["INTERNAL_SERVER_ERROR"]);
    expect(answer.status).toBe(200);
    expect(answer.challenge).toBeNull();
  });

  it.each([
    ["an unknown operation name", { query: "query A { me { id } }", operationName: "B" }, 400],
    ["several operations and no name", { query: "query A { me { id } } query B { open }" }, 400],
    ["an unknown field", { query: "{ me { id } nope }" }, 400],
    ["circular fragments", { query: "{ ...A } fragment A on Query { me { id } ...A }" }, 400],
    [
      "a variable of the wrong type",
      { query: "query($s: Boolean!) { open @skip(if: $s) }", variables: { s: "x" } },
      400,
    ],
  ])("GraphQL's own error comes first: %s", async (_, asked, status) => {
    const answer = await api.post(asked, "anonymous");
    expect(answer.status).toBe(status);
    expect(answer.body.errors?.[0]?.extensions.code).not.toBe("UNAUTHENTICATED");
    expect(answer.text).not.toContain("SECRET");
  });

  it("a nesting too deep for GraphQL is refused, and the server goes on", async () => {
    const answer = await api.post(
      { query: `{ ${"self { ".repeat(8_000)} me { id } ${"}".repeat(8_000)} }` },
      "anonymous",
    );
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await api.post({ query: "{ open }" }, "anonymous")).body).toEqual({ data: { open: "open" } });
  });
});

describe("a schema of another make", () => {
  it("renamed root types are root types", () => {
    const renamed: GraphQLSchema = toGuarded(
      "schema { query: Q mutation: M } type Q { a: Int @auth } type M { b: Int @auth }",
    );
    expect(refuse("{ a }", nobody, {}, createGate(renamed))).toEqual(["UNAUTHENTICATED Q.a"]);
    expect(refuse("mutation { b }", nobody, {}, createGate(renamed))).toEqual(["UNAUTHENTICATED M.b"]);
  });
});
