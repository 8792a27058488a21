// What guarding 3 of 5 fields of 1,000 items costs in process: the list guarded and unguarded, in turn. Prints JSON.
import { authTypeDefs } from "../../dist/graphql/auth-type-defs.js";
import { guardSchema } from "../../dist/graphql/guard-schema.js";
import { items } from "../contenders/api.js";
import { productRequire } from "../product-require.js";
import { ratio, spread } from "../statistics.js";

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

function time(schema) {
  const start = performance.now();
  const result = execute({ schema, document, contextValue });
  const elapsed = performance.now() - start;
  if (result.errors !== undefined || result.data?.items.length !== items.length)
    throw new Error("not the whole answer");
  return elapsed;
}

const times = { unguarded: [], guarded: [] };
for (let round = 0; round < rounds + warmUp; round += 1) {
  // By chance: in a fixed order the garbage collector falls into step, always with the same one.
  const order = Math.random() < 0.5 ? ["unguarded", "guarded"] : ["guarded", "unguarded"];
  for (const name of order) {
    const elapsed = time(schemas[name]);
    if (round >= warmUp) times[name].push(elapsed);
  }
}
const [unguarded, guarded] = [spread(times.unguarded), spread(times.guarded)];
console.log(
  JSON.stringify({
    unguarded: unguarded.median,
    guarded: guarded.median,
    ratio: guarded.median / unguarded.median,
    roundByRound: ratio(times.guarded, times.unguarded).median,
    fastest: guarded.least / unguarded.least,
  }),
);
