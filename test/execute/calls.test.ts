import { makeExecutableSchema } from "@graphql-tools/schema";
import { expect, it } from "@jest/globals";
import {
  type ExecutionResult,
  execute,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
} from "graphql";
import { compileOperation } from "#latchkey/graphql/execute/compile-operation.js";

type Run = (schema: GraphQLSchema, source: string) => () => ExecutionResult | Promise<ExecutionResult>;

const isOperation = (node: { kind: string }): node is OperationDefinitionNode =>
  node.kind === Kind.OPERATION_DEFINITION;
const compiled: Run = (schema, source) => {
  const document = parse(source);
  const operation = document.definitions.find(isOperation);
  if (operation === undefined) throw new Error("the document has an operation");
  const run = compileOperation(schema, document, operation, {});
  return () => run({ identity: null }, {});
};
const byGraphQL: Run = (schema, source) => () => execute({ schema, document: parse(source) });

it.each([
  ["after what waits", ["first", null, "third"]],
  ["before what would", [null, "second"]],
])("a list that fails begins no work of items %s", async (_name, names) => {
  const log: string[][] = [];
  for (const way of [compiled, byGraphQL]) {
    const begun: string[] = [];
    const toLazy = (name: string) => ({
      // biome-ignore lint/suspicious/noThenProperty: what builds a query does its work when it is waited for
      then(resolve: (value: number) => void) {
        begun.push(name);
        resolve(1);
      },
    });
    const schema = makeExecutableSchema({
      typeDefs: "type Query { list: [Int!] }",
      resolvers: { Query: { list: () => names.map((name) => (name === null ? null : toLazy(name))) } },
    });
    const { data, errors } = await way(schema, "{ list }")();
    expect([data, errors?.length]).toEqual([{ list: null }, 1]);
    log.push(begun);
  }
  expect(log[0]).toEqual(log[1]);
});

it.each([
  ["compiled", compiled],
  ["by graphql-js", byGraphQL],
])("the nodes of a field are one list in an execution and another in the next, %s", async (_name, way) => {
  const lists: GraphQLResolveInfo["fieldNodes"][] = [];
  const schema = makeExecutableSchema({
    typeDefs: "type Query { items: [Item] } type Item { id: Int }",
    resolvers: {
      Query: { items: () => [{}, {}] },
      Item: {
        id: (_item: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) =>
          lists.push(info.fieldNodes),
      },
    },
  });
  const run = way(schema, "{ items { id } }");
  for (let i = 0; i < 2; i += 1) expect((await run()).errors).toBeUndefined();
  const [a, b, c, d] = lists;
  expect([a === b, b === c, c === d]).toEqual([true, false, true]);
});

const oddities = [
  ...["", "5", "text", 0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), true, false],
  ...[5n, Symbol("odd"), new Date(0), [], {}, { toJSON: () => "text" }, { valueOf: () => 1 }, Object("text"), null],
];

it.each(["String", "ID", "Boolean", "Int", "Float"])(
  "a property is read once, and serialized as graphql-js does it: %s",
  async (type) => {
    const [actual, expected] = await Promise.all(
      [compiled, byGraphQL].map(async (way) => {
        let reads = 0;
        const items = oddities.map((value) => ({
          get value() {
            reads += 1;
            return value;
          },
        }));
        const schema = makeExecutableSchema({
          typeDefs: `type Query { items: [Item] } type Item { value: ${type} }`,
          resolvers: { Query: { items: () => items } },
        });
        const { data, errors } = await way(schema, "{ items { value } }")();
        return { data, errors: errors?.map((error) => [error.message, error.path]), reads };
      }),
    );
    expect(actual).toEqual(expected);
    expect(actual?.reads).toBe(oddities.length);
  },
);

it("a scalar of a schema's own serializes what it gets, whatever its name", async () => {
  const schema = makeExecutableSchema({
    typeDefs: "scalar Int type Query { items: [Item] } type Item { value: Int text: String }",
    resolvers: {
      Int: new GraphQLScalarType({ name: "Int", serialize: (value) => `own ${value}` }),
      Query: { items: () => [{ value: 1, text: "text" }] },
    },
  });
  for (const way of [compiled, byGraphQL]) {
    const { data } = await way(schema, "{ items { value text } }")();
    expect(data).toEqual({ items: [{ value: "own 1", text: "text" }] });
  }
});
