import { describe, expect, it } from "@jest/globals";
import { execute, parse, validate } from "graphql";
import { createGate } from "#latchkey/graphql/plan/create-gate.js";
import { ask, toDenied, toGuarded } from "./support/guarded.js";

const schema = toGuarded(
  `
  interface Searchable { search(draft: Boolean @auth, where: Where, wheres: [[Where]], many: [Int]): String }
  type Query implements Searchable {
    search(draft: Boolean = true, where: Where = { hidden: 1 }, wheres: [[Where]], many: [Int] @auth): String @public
  }
  input Where {
    name: String
    hidden: Int = 7 @auth
    nested: Where
    list: [Where!]
    given: Given = { deep: 1 }
  }
  input Given { deep: Int @auth, open: Int }
  `,
  { Query: { search: (_: unknown, args: unknown) => JSON.stringify(args) } },
);

const draft = "UNAUTHENTICATED Query.search(draft:)";
const many = "UNAUTHENTICATED Query.search(many:)";
const hidden = "UNAUTHENTICATED Where.hidden";
const deep = "UNAUTHENTICATED Given.deep";

interface Row {
  readonly args?: string;
  readonly query?: string;
  readonly variables?: Record<string, unknown>;
  readonly denied: readonly string[];
  /** Where GraphQL has filled in defaults, layer two cannot tell a value that is the default from none: no difference. */
  readonly byGateAlone?: boolean;
}

const rows: Record<string, Row> = {
  nothing: { query: "{ search }", denied: [] },
  "an argument": { args: "draft: false", denied: [draft] },
  "an argument with its default": { args: "draft: true", denied: [draft] },
  "an argument of null": { args: "draft: null", denied: [draft] },
  "an argument by a variable": {
    query: "query($d: Boolean) { search(draft: $d) }",
    variables: { d: false },
    denied: [draft],
  },
  "an argument by a variable of null": {
    query: "query($d: Boolean) { search(draft: $d) }",
    variables: { d: null },
    denied: [draft],
  },
  "an argument by a variable left out": { query: "query($d: Boolean) { search(draft: $d) }", denied: [] },
  "an argument by the default of a variable": {
    query: "query($d: Boolean = false) { search(draft: $d) }",
    denied: [draft],
  },
  "a list": { args: "many: [1, 2]", denied: [many] },
  "a list of one, coerced": { args: "many: 1", denied: [many] },
  "an empty list": { args: "many: []", denied: [many] },
  "an input object without it": { args: 'where: { name: "x" }', denied: [] },
  "an input field": { args: "where: { hidden: 1 }", denied: [hidden] },
  "an input field of null": { args: "where: { hidden: null }", denied: [hidden] },
  "an input field with its default": { args: "where: { hidden: 7 }", denied: [hidden] },
  "a nested one": { args: "where: { nested: { nested: { hidden: 1 } } }", denied: [hidden] },
  "one in a list": { args: "where: { list: [{}, { hidden: 1 }] }", denied: [hidden] },
  "one in a list, coerced": { args: "where: { list: { hidden: 1 } }", denied: [hidden] },
  "one in lists of lists": { args: "wheres: [[{}], [{ hidden: 1 }]]", denied: [hidden] },
  "one in lists of lists, coerced": { args: "wheres: { hidden: 1 }", denied: [hidden] },
  "one below a field with a default": { args: "where: { given: { deep: 1 } }", denied: [deep] },
  "another below a field with a default": { args: "where: { given: { open: 1 } }", denied: [] },
  "by a variable": {
    query: "query($w: Where) { search(where: $w) }",
    variables: { w: { hidden: 1 } },
    denied: [hidden],
  },
  "by a variable, null": {
    query: "query($w: Where) { search(where: $w) }",
    variables: { w: { hidden: null } },
    denied: [hidden],
  },
  "by a variable, without": {
    query: "query($w: Where) { search(where: $w) }",
    variables: { w: { name: "x" } },
    denied: [],
  },
  "by a variable of null": { query: "query($w: Where) { search(where: $w) }", variables: { w: null }, denied: [] },
  "by a variable, with its default": {
    query: "query($w: Where) { search(where: $w) }",
    variables: { w: { hidden: 7 } },
    denied: [hidden],
    byGateAlone: true,
  },
  "by a variable, deep": {
    query: "query($w: Where) { search(where: $w) }",
    variables: { w: { list: [{ nested: { given: { deep: 2 } } }] } },
    denied: [deep],
  },
  "by a variable, in a list, coerced": {
    query: "query($w: [[Where]]) { search(wheres: $w) }",
    variables: { w: { hidden: 1 } },
    denied: [hidden],
  },
  "by the default of a variable": { query: "query($w: Where = { hidden: 1 }) { search(where: $w) }", denied: [hidden] },
  "by a variable in a literal": {
    query: "query($h: Int) { search(where: { hidden: $h }) }",
    variables: { h: 1 },
    denied: [hidden],
  },
  "by a variable in a literal, left out": { query: "query($h: Int) { search(where: { hidden: $h }) }", denied: [] },
  "by a variable in a list in a literal": {
    query: "query($w: Where!) { search(where: { list: [$w] }) }",
    variables: { w: { hidden: 1 } },
    denied: [hidden],
  },
  "by a variable nobody uses": { query: "{ search }", variables: { w: { hidden: 1 }, d: true }, denied: [] },
  "two of them": { args: "draft: true, where: { hidden: 1 }", denied: [draft, hidden] },
  "through an interface": { query: "{ ... on Searchable { search(draft: false) } }", denied: [draft] },
  "at a field left out": { query: "{ __typename search(draft: false) @skip(if: true) }", denied: [] },
};

describe("an argument or input field is judged when the caller supplies", () => {
  it.each(Object.entries(rows))(
    "%s",
    async (_, { args, query = `{ search(${args}) }`, variables = {}, denied, byGateAlone }) => {
      const document = parse(query);
      if (!("w" in variables && Object.keys(variables).length > 1)) expect(validate(schema, document)).toEqual([]);
      const operation = document.definitions.find((node) => node.kind === "OperationDefinition");
      if (operation === undefined) throw new Error("No operation");
      const errors = createGate(schema)({ document, operation, variables, context: { identity: null } });
      expect(toDenied({ errors })).toEqual(denied);

      const result = await ask(schema, query, null, variables);
      expect(toDenied(result)).toEqual(byGateAlone ? [] : denied.slice(0, 1));
    },
  );
});

describe("an argument", () => {
  it("of a public field leaves the field open to a bad token", async () => {
    const result = await ask(schema, "{ search }", null);
    expect(result.errors).toBeUndefined();
  });

  it("with onDeny: NULL makes the field null", async () => {
    const nullable = toGuarded("type Query { a(x: Int @auth(onDeny: NULL)): Int @public b: Int @public }", {
      Query: { a: () => 1, b: () => 2 },
    });
    expect(await ask(nullable, "{ a b }", null)).toEqual({ data: { a: 1, b: 2 } });
    const result = await ask(nullable, "{ a(x: 1) b }", null);
    expect(result.data).toEqual({ a: null, b: 2 });
    expect(toDenied(result)).toEqual(["UNAUTHENTICATED Query.a(x:)"]);
  });
});

describe("a request of 100 KB is decided in time in proportion to its length", () => {
  const long = toGuarded(
    `
    type Query { search(wheres: [Where]): Int @public, items: [Item] @public }
    type Item { search(wheres: [Where]): Int }
    input Where { hidden: Int @auth, list: [Where] }
    `,
    {
      Query: { search: () => 1, items: () => Array.from({ length: 2_000 }, () => ({ search: 1 })) },
    },
  );
  const times = (count: number, toText: (i: number) => string) => Array.from({ length: count }, (_, i) => toText(i));
  const list = "query($w: [Where])";
  const wheres = Array.from({ length: 10_000 }, () => ({ list: [] }));
  const texts: Record<string, string> = {
    "a long list in a variable, given to 1,000 fields": `${list} { ${times(1_000, (i) => `a${i}: search(wheres: $w)`).join(" ")} }`,
    "a long list in the default of a variable, given to 1,000 fields": `query($w: [Where] = [${times(10_000, () => "{}").join()}]) { ${times(1_000, (i) => `a${i}: search(wheres: $w)`).join(" ")} }`,
    "a long list in a variable, given to a field of 2,000 items": `${list} { items { search(wheres: $w) } }`,
    "a variable in a literal of 200 places, given to 50 fields": `query($w: Where) { ${times(50, (i) => `a${i}: search(wheres: [${times(200, () => "$w").join()}])`).join(" ")} }`,
  };
  it.each(Object.entries(texts))("%s", async (name, query) => {
    const document = parse(query);
    const [operation] = document.definitions;
    if (operation?.kind !== "OperationDefinition") throw new Error("No operation");
    const variables = name.includes("default") ? {} : { w: query.includes("$w: Where)") ? { list: wheres } : wheres };
    const context = { identity: null };
    const start = performance.now();
    expect(createGate(long)({ document, operation, variables, context })).toEqual([]);
    const result = await execute({ schema: long, document, variableValues: variables, contextValue: context });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(result.errors).toBeUndefined();
  });
});
