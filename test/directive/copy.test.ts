import { describe, expect, it } from "@jest/globals";
import {
  type GraphQLSchema,
  isAbstractType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
} from "graphql";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import { toIdentity } from "./support/callers.js";
import { ask, toSchema } from "./support/guarded.js";

const sdl = `
  """What may be asked"""
  type Query { search("How" order: Order! = NEWEST, where: Where = { hidden: 1 } @auth(roles: "member")): [Thing!] @public }
  type Mutation { drop(id: ID!): Thing @auth @deprecated(reason: "too final") }
  type Subscription { ticks: Int @auth, news: Int @public }
  interface Named @auth { name: String, old: Named @deprecated }
  type User implements Named { name: String, old: Named, email: String @auth(roles: "admin") }
  type Vault @auth { code(unit: Unit = { metre: 2 }): [[Serial!]]! }
  "Whatever there is"
  union Thing = User | Vault
  input Where { hidden: Int = 3 @auth, and: [Where!] }
  input Unit @oneOf { metre: Int, foot: Int }
  enum Order { NEWEST, OLDEST @deprecated }
  scalar Serial @specifiedBy(url: "https://example.com/serial")
  type Unused { id: ID }
  directive @cost(unit: Unit, times: Int = 2) repeatable on FIELD_DEFINITION
`;
const resolvers = {
  Query: {
    search: (_: unknown, { order, where }: Record<string, unknown>) => [
      { __typename: "User", name: `${order} ${JSON.stringify(where)}` },
    ],
  },
  Subscription: { ticks: { subscribe: async function* () {} } },
  Order: { NEWEST: -1, OLDEST: 1 },
};
/** Without what a guard adds to descriptions, and the lines that are empty for it. */
const toPlain = (printed: string) =>
  printed
    .replace(/\n*🔒 [^"\n]*/g, "")
    .replace(/^ *""""""\n/gm, "")
    .replace(/\n+/g, "\n");

/** All that a guard changes in a schema. */
function toParts(schema: GraphQLSchema): unknown[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => [
    type,
    type.description,
    isAbstractType(type) && type.resolveType,
    ...(isObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ resolve, subscribe, description, args }) => [
          resolve,
          subscribe,
          description,
          ...args.map((arg) => arg.description),
        ])
      : []),
  ]);
}

describe("guardSchema", () => {
  it("leaves the schema that it is given as it was, and what all schemas share", () => {
    const schema = toSchema(sdl, resolvers);
    const before = toParts(schema);
    guardSchema(schema);
    const after = toParts(schema);
    expect(after).toHaveLength(before.length);
    expect(after.every((part, i) => part === before[i])).toBe(true);
  });

  it("shares no type with it, save those that GraphQL has", () => {
    const schema = toSchema(sdl, resolvers);
    const guarded = guardSchema(schema).getTypeMap();
    const shared = Object.entries(schema.getTypeMap()).filter(([name, type]) => guarded[name] === type);
    expect(shared.filter(([, type]) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))).toEqual([]);
  });

  it("keeps all that the schema says, and appends what is required", async () => {
    const schema = toSchema(sdl, resolvers);
    const guarded = guardSchema(schema);
    const printed = printSchema(guarded);
    expect(printed.match(/🔒/g)?.length).toBeGreaterThan(8);
    expect(toPlain(printed)).toBe(toPlain(printSchema(schema)));
  });

  it("calls resolvers with the default values that they had", async () => {
    const member = toIdentity({ roles: new Set(["member"]) });
    const { data } = await ask(guardSchema(toSchema(sdl, resolvers)), "{ search { ... on User { name } } }", member);
    expect(data).toEqual({ search: [{ name: '-1 {"hidden":1}' }] });
  });
});
