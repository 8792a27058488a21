import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Api, startApi } from "../support/start-api.js";
import { people } from "./people.js";

let api: Api;
beforeAll(async () => {
  api = await startApi({ introspection: false }, {}, undefined, { extension: people });
});
afterAll(() => api.close());

const post = (body: object) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const repeat = (times: number, part: (i: number) => string) =>
  Array.from({ length: times }, (_, i) => part(i)).join(" ");

describe("with introspection off", () => {
  it.each([
    ["G001", "the schema", "{ __schema { types { name } } }"],
    ["G001", "a type", '{ __type(name: "User") { name } }'],
    ["G001", "a type in an inline fragment", '{ ... on Query { __type(name: "User") { name } } }'],
    ["G001", "a type in a fragment", '{ ...F } fragment F on Query { __type(name: "User") { name } }'],
    ["G001", "a type under an alias", '{ person: __type(name: "User") { name } }'],
    ["G001", "a type beside data", '{ person { name } __type(name: "User") { name } }'],
  ])("%s %s is refused", async (_id, _what, query) => {
    const { status, body } = await api.ask(query);
    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [
        {
          message: "Introspection is not offered",
          locations: [{ line: 1, column: expect.any(Number) }],
          extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
        },
      ],
    });
  });

  it("G002 __typename is answered", async () => {
    expect((await api.ask("{ __typename }")).body).toEqual({ data: { __typename: "Query" } });
  });

  it.each<[string, string, string, object?]>([
    ["G003", "a field", "{ persn { name } }"],
    ["G003", "a field of a type", "{ person { nam } }"],
    ["G003", "an argument", "{ people(frist: 1) { name } }"],
    ["G003", "an argument of a directive", "{ person { name @skip(iff: true) } }"],
    ["G003", "a type", "{ person { ... on Persom { name } } }"],
    ["G003", "the type of a variable", "query($p: Pag) { people(page: $p) { name } }"],
    ["G003", "a directive", "{ person { name @skp(if: true) } }"],
    ["G003", "an enum value", "{ send(colour: REDD) }"],
    ["G003", "an enum value in a variable", "query($c: Colour) { send(colour: $c) }", { c: "REDD" }],
    ["G003", "an input field", "{ people(page: { limt: 1 }) { name } }"],
    ["G003", "an input field in a variable", "query($p: Page) { people(page: $p) { name } }", { p: { limt: 1 } }],
    ["G003", "an enum value in an object", "query($p: Page) { people(page: $p) { name } }", { p: { colour: "REDD" } }],
    ["G003", "a selection that is missing", "{ person }"],
    ["G004", "an unknown field", "{ hell }"],
  ])("%s nothing is suggested for %s", async (_id, _what, query, variables = {}) => {
    const { status, text } = await api.ask(query, { variables });
    expect(status).toBe(400);
    expect(text).not.toMatch(/did you mean/i);
  });
});

describe("what a caller wrote is not sent back", () => {
  it.each<[string, string, string, object?]>([
    ["G026", "an object for a string", "query($p: Int) { send(count: $p) }", { p: { a: "S3CRET" } }],
    ["G026", "a string for a number", "query($p: Int) { send(count: $p) }", { p: "S3CRET" }],
    ["G026", "a list for a string", "query($p: Page) { send(page: $p) }", { p: { after: ["S3CRET"] } }],
    ["G026", "an enum value", "query($c: Colour) { send(colour: $c) }", { c: "S3CRET" }],
    ["G026", "an enum value in an object", "query($p: Page) { send(page: $p) }", { p: { colour: "S3CRET" } }],
    ["G026", "an unknown input field", "query($p: Page) { send(page: $p) }", { p: { S3CRET: 1 } }],
    ["G026", "the value of an unknown input field", "query($p: Page) { send(page: $p) }", { p: { a: "S3CRET" } }],
    ["G026", "a scalar with words and a code of its own", "query($e: Email) { send(to: $e) }", { e: "S3CRET" }],
    ["G026", "a list for such a scalar", "query($e: Email) { send(to: $e) }", { e: ["S3CRET"] }],
    ["G026", "a literal of such a scalar", '{ send(to: "S3CRET") }'],
    ["G026", "a literal of an enum", "{ send(colour: S3CRET) }"],
    ["G026", "a string for an enum", '{ send(colour: "S3CRET") }'],
    ["G026", "a string for a number, as a literal", '{ send(count: "S3CRET") }'],
    ["G026", "an object for a number, as a literal", '{ send(count: { a: "S3CRET" }) }'],
    ["G026", "a string for an object", '{ send(page: "S3CRET") }'],
    ["G026", "the default of a variable", 'query($p: Int = "S3CRET") { send(count: $p) }'],
    ["G026", "a string where a name shall be", '{ send(count: 1 "S3CRET") }'],
    ["G026", "a block string where a name shall be", '{ send(count: 1 """S3CRET""") }'],
    ["G026", "a string without an end", '{ send(to: "S3CRET) }'],
    ["G026", "a string with a bad escape", '{ send(to: "\\qS3CRET") }'],
    ["G026", "a number with letters", "{ send(count: 1S3CRET) }"],
  ])("%s %s", async (_id, _what, query, variables = {}) => {
    const { status, text } = await api.ask(query, { variables });
    expect(status).toBe(400);
    expect(text).not.toContain("S3CRET");
    expect(api.logged()).not.toContain("S3CRET");
  });

  it("G026 a name is not either from 500 characters on", async () => {
    const { text } = await api.ask(`{ ${"n".repeat(100_000)} }`);
    expect(text.length).toBeLessThan(1_000);
  });
});

describe("G008 at most five errors are listed", () => {
  it.each<[string, string, object?]>([
    ["unknown fields", `{ ${repeat(300, (i) => `f${i}`)} }`],
    ["unknown directives", `{ person { name ${repeat(45, (i) => `@x${i}`)} } }`],
    [
      "variables that are missing",
      `query(${repeat(60, (i) => `$v${i}: Int!`)}) { search(counts: [${repeat(60, (i) => `$v${i}`)}]) }`,
    ],
    [
      "bad members of a variable",
      "query($p: [Page!]) { search(pages: $p) }",
      { p: Array.from({ length: 500 }, () => ({ limit: "x" })) },
    ],
  ])("%s", async (_what, query, variables = {}) => {
    const { status, body } = await api.ask(query, { variables });
    expect(status).toBe(400);
    expect(body.errors.length).toBeGreaterThan(0);
    expect(body.errors.length).toBeLessThanOrEqual(5);
    for (const { extensions } of body.errors) expect(extensions.code).not.toBe("INTERNAL_SERVER_ERROR");
  });
});

describe("a request of another shape", () => {
  it.each<[string, string, object]>([
    ["G005", "a batch", [{ query: "{ __typename }" }, { query: "{ __typename }" }]],
    ["G005", "a batch of one", [{ query: "{ __typename }" }]],
    ["G005", "a batch of none", []],
    ["G019", "variables in a list", { query: "{ __typename }", variables: [] }],
    ["G019", "variables as a number", { query: "{ __typename }", variables: 1 }],
    ["G019", "an operation name that is an object", { query: "{ __typename }", operationName: {} }],
    ["G019", "extensions as a string", { query: "{ __typename }", extensions: "x" }],
  ])("%s is refused: %s", async (_id, _what, body) => {
    const answer = await api.send("/graphql", post(body));
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, "BAD_REQUEST"]);
  });

  it.each([
    ["@defer", "{ person { ... @defer { name } } }"],
    ["@defer for clients that take it", "{ person { ... @defer { name } } }", "multipart/mixed; deferSpec=20220824"],
    ["@stream", "{ people @stream { name } }", "multipart/mixed; deferSpec=20220824"],
  ])("G031 %s is unknown", async (_what, query, accept = "application/json") => {
    const { status, body } = await api.ask(query, { headers: { accept: `${accept}, application/json` } });
    expect([status, body.errors[0].message]).toEqual([400, expect.stringMatching(/^Unknown directive/)]);
  });
});

describe("G030 a name that every object has is a name as any other", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

  it.each(names)("%s of an operation, an alias and a fragment", async (name) => {
    const { text } = await api.ask(
      `query ${name} { ${name}: people(first: 1) { ${name}: name ...${name} } } fragment ${name} on Person { name }`,
    );
    expect(text.trim()).toBe(`{"data":{"${name}":[{"${name}":"alice","name":"alice"}]}}`);
    expect(Object.prototype).not.toHaveProperty("name");
  });

  it.each(names.slice(1))("%s of a variable", async (name) => {
    const query = `query($${name}: Int) { people(first: $${name}) { name } }`;
    expect((await api.ask(query, { variables: { [name]: 1 } })).body.data.people).toHaveLength(1);
    expect((await api.ask(query)).body.data.people).toHaveLength(2);
  });

  it.each(names)("%s where there is none", async (name) => {
    for (const query of [
      `{ ${name} }`,
      `{ people(${name}: 1) { name } }`,
      `{ people(page: { ${name}: 1 }) { name } }`,
    ]) {
      expect((await api.ask(query)).status).toBe(400);
    }
    const variables = { page: JSON.parse(`{"${name}": {"limit": 5}}`) };
    expect((await api.ask("query($page: Page) { people(page: $page) { name } }", { variables })).status).toBe(400);
  });
});
