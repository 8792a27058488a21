// What guarding 3 of 5 fields of 1,000 items costs in process: the list guarded and unguarded, by what the product answers
// queries with and by graphql-js, in turn. Prints JSON.
import { authTypeDefs } from "../../dist/graphql/auth-type-defs.js";
import { compileOperation } from "../../dist/graphql/execute/compile-operation.js";
import { guardSchema } from "../../dist/graphql/guard-schema.js";
import { items } from "../contenders/api.js";
import { productRequire } from "../product-require.js";
import { spread } from "../statistics.js";

const { execute, parse } = productRequire("graphql");
const { makeExecutableSchema } = productRequire("@graphql-tools/schema");

const rounds = Number(process.argv[2]);
const warmUp = 50;
const guards = ["@auth", '@auth(roles: "member")', '@auth(scopes: "profile")'];

function toSchema([a, b, c]) {
  const sdl = `type Query { items: [Item] @public } type Item { id: Int a: String ${a} b: String ${b} c: Int ${c} d: Boolean }`;
  return makeExecutableSchema({ typeDefs: [authTypeDefs, sdl], resolvers: { Query: { items: () => items } } });
}

const schemas = { unguarded: toSchema(["", "", ""]), guarded: guardSchema(toSchema(guards)) };
const document = parse("{ items { id a b c d } }");
const identity = {
  subject: "1",
  username: "alice",
  roles: new Set(["member"]),
  scopes: new Set(["profile"]),
  claims: {},
};
const contextValue = { identity };

const [operation] = document.definitions;
const ways = {};
for (const [name, schema] of Object.entries(schemas)) {
  const run = compileOperation(schema, document, operation, {});
  ways[name] = () => run(contextValue, {});
  ways[`${name}ByGraphQL`] = () => execute({ schema, document, contextValue });
}

function time(answer) {
  const start = performance.now();
  const result = answer();
  const elapsed = performance.now() - start;
  if (result.errors !== undefined || result.data?.items.length !== items.length)
    throw new Error("not the whole answer");
  return elapsed;
}

const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < rounds + warmUp; round += 1) {
  // By chance: in a fixed order the garbage collector falls into step, always with the same one.
  const order = Object.keys(ways).sort(() => Math.random() - 0.5);
  for (const name of order) {
    const elapsed = time(ways[name]);
    if (round >= warmUp) times[name].push(elapsed);
  }
}
const { unguarded, guarded, unguardedByGraphQL, guardedByGraphQL } = Object.fromEntries(
  Object.entries(times).map(([name, measured]) => [name, spread(measured)]),
);
console.log(
  JSON.stringify({
    unguarded: unguarded.median,
    guarded: guarded.median,
    ratio: guarded.median / unguarded.median,
    fastest: guarded.least / unguarded.least,
    byGraphQL: guardedByGraphQL.median,
    ratioByGraphQL: guardedByGraphQL.median / unguardedByGraphQL.median,
    faster: guardedByGraphQL.median / guarded.median,
  }),
);
