// Executes random documents with graphql-js and compiled, and prints where that makes a difference. In a process of its
// own: graphql-js leaves some rejections unheard, beside a list whose item has just failed, and that ends a program.
import { setImmediate as turn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  parse,
  validate,
} from "graphql";
import { compileOperation } from "#latchkey/graphql/execute/compile-operation.js";
import { Random } from "./random.js";
import { toRandomDocument } from "./random-document.js";
import { createRandomSchema, type RandomContext } from "./random-schema.js";

const variableValues = [{}, { yes: false }, { n: 2, in: { k: null } }, { yes: true, n: null, in: { n: [3] } }];

let unheard = 0;
process.on("unhandledRejection", () => {
  unheard += 1;
});

/** What came of it, its errors as a client and a log would see them, how resolvers were called, what nobody heard of. */
async function observe(seed: string, run: (context: RandomContext) => ExecutionResult | Promise<ExecutionResult>) {
  const calls: string[] = [];
  const before = unheard;
  const outcome = run({ seed, calls });
  const isAtOnce = !("then" in outcome);
  const { data, errors } = await outcome;
  const known = errors?.map((error) => [error.toJSON(), error.originalError?.message, error.nodes?.length]);
  const text = JSON.stringify({ data, errors: known });
  // What is of no use any more is still under way.
  await turn();
  await turn();
  return { isAtOnce, text, errors: errors?.length ?? 0, calls, unheard: unheard - before };
}

function executeCompiled(schema: GraphQLSchema, document: DocumentNode, values: object, context: RandomContext) {
  const operation = getOperationAST(document);
  const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], { ...values });
  if (!operation || coerced === undefined) throw new Error("not an operation with its variables");
  return compileOperation(schema, document, operation, coerced)(Object.assign(context, { identity: null }), coerced);
}

const [trouble, most] = process.argv.slice(2).map(Number);
if (trouble === undefined || most === undefined) throw new Error("usage: compare.js trouble executions");
const schema = createRandomSchema(trouble);
const differences: object[] = [];
const seen = { executions: 0, atOnce: 0, failures: 0, unheard: 0, unheardByOther: 0 };
for (let i = 0; seen.executions < most; i += 1) {
  const source = toRandomDocument(schema, new Random(`document ${trouble} ${i}`));
  const document = parse(source);
  if (validate(schema, document).length > 0) continue;
  for (const values of variableValues) {
    const seed = `${trouble} ${i}`;
    const { unheard: left, ...expected } = await observe(seed, (contextValue) =>
      execute({ schema, document, contextValue, variableValues: values }),
    );
    const { unheard, ...actual } = await observe(seed, (context) => executeCompiled(schema, document, values, context));
    if (!isDeepStrictEqual(actual, expected)) differences.push({ source, values, expected, actual });
    seen.executions += 1;
    seen.unheard += unheard;
    seen.unheardByOther += left;
    if (actual.isAtOnce) seen.atOnce += 1;
    if (actual.errors > 0) seen.failures += 1;
  }
}
process.stdout.write(JSON.stringify({ ...seen, differences: differences.slice(0, 3) }));
