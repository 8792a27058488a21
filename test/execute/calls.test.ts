import { makeExecutableSchema } from "@graphql-tools/schema";
import { expect, it } from "@jest/globals";
import {
  type ExecutionResult,
  execute,
  type GraphQLResolveInfo,
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
