import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { addResolversToSchema, makeExecutableSchema, mergeSchemas } from "@graphql-tools/schema";
import { MapperKind, mapSchema } from "@graphql-tools/utils";
import { afterEach, describe, expect, it } from "@jest/globals";
import { GraphQLObjectType, type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";
import { authPlugin } from "#latchkey/graphql/auth-plugin.js";
import { authTypeDefs } from "#latchkey/graphql/auth-type-defs.js";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { readAccess } from "#latchkey/graphql/directive/read-access.js";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import { toGuarded, toSchema } from "./support/guarded.js";

const sdl = `
  type Query { me: User @auth, thing: Thing @public, search(x: Int @auth, where: Where): Int @public, role: Role @public }
  type Mutation { drop: Int @auth }
  type Subscription { ticks: Int @auth }
  type User { id: ID! email: String @auth(roles: "admin") }
  type Vault @auth { code: String }
  union Thing = User | Vault
  input Where { hidden: Int @auth }
  enum Role { ADMIN }
`;

const servers: ApolloServer<AuthContext>[] = [];
async function start(schema: GraphQLSchema, ...plugins: ApolloServerPlugin<AuthContext>[]) {
  const server = new ApolloServer<AuthContext>({
    schema,
    plugins: [authPlugin(), ...plugins],
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    stopOnTerminationSignals: false,
  });
  await server.start();
  servers.push(server);
  return server;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

function without(schema: GraphQLSchema, coordinate: string, part: "resolve" | "subscribe" = "resolve"): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, name, type) =>
      `${type}.${name}` === coordinate ? { ...config, [part]: () => "SECRET" } : config,
  });
}

describe("the server does not start", () => {
  const guarded = toGuarded(sdl);

  it("when its schema never saw guardSchema, and says all that is open", async () => {
    const coordinates = [
      "Query.me",
      "Query.search",
      "Mutation.drop",
      "Subscription.ticks",
      "User.email",
      "Vault.code",
      "Thing",
    ];
    const failure = start(toSchema(sdl));
    await expect(failure).rejects.toThrow("was not made by `guardSchema`");
    for (const coordinate of coordinates) await expect(failure).rejects.toThrow(`- \`${coordinate}\` is not guarded`);
    await expect(failure).rejects.not.toThrow("Query.thing");
  });

  it("when it never saw guardSchema, though nothing in it is guarded", async () => {
    await expect(start(toSchema("type Query { a: Int @public }"))).rejects.toThrow("was not made by `guardSchema`");
  });

  it.each(["Query.me", "Query.search", "Mutation.drop", "Subscription.ticks", "User.email", "Vault.code"])(
    "when a later transform took the guard off %s, and of that alone",
    async (coordinate) => {
      const failure = start(without(guarded, coordinate));
      await expect(failure).rejects.toThrow(`1 fault\n- \`${coordinate}\` is not guarded`);
    },
  );

  it("when a later transform took the guard off a subscribe", async () => {
    await expect(start(without(guarded, "Subscription.ticks", "subscribe"))).rejects.toThrow("`Subscription.ticks`");
  });

  it("when resolvers were added after the guard", async () => {
    const schema = addResolversToSchema({ schema: guarded, resolvers: { User: { email: () => "SECRET" } } });
    await expect(start(schema)).rejects.toThrow("`User.email` is not guarded");
  });

  it("when a transform returned fields of its own, without the directives", async () => {
    const bare = mapSchema(guarded, {
      [MapperKind.OBJECT_FIELD]: ({ type }, _, owner) =>
        owner === "User" ? { type, resolve: () => "SECRET" } : undefined,
    });
    await expect(start(bare)).rejects.toThrow("1 fault\n- `User.email` is not guarded");
  });

  it("when a transform returned arguments and input fields of its own, without the directives", async () => {
    const bare = mapSchema(guarded, {
      [MapperKind.QUERY_ROOT_FIELD]: ({ type, args = {}, astNode }, name) =>
        name === "search"
          ? {
              type,
              astNode,
              args: Object.fromEntries(Object.entries(args).map(([arg, { type }]) => [arg, { type }])),
              resolve: () => 1,
            }
          : undefined,
      [MapperKind.INPUT_OBJECT_FIELD]: ({ type }) => ({ type }),
    });
    await expect(start(bare)).rejects.toThrow("1 fault\n- `Query.search` is not guarded");
  });

  it("when the type resolver of a union with a guarded member was replaced", async () => {
    const schema = addResolversToSchema({ schema: guarded, resolvers: { Thing: { __resolveType: () => "Vault" } } });
    await expect(start(schema)).rejects.toThrow("`Thing` is not guarded");
  });

  it("when guarded schemas were merged into one that was not guarded as a whole", async () => {
    const other = toSchema("type Query { other: Int @auth }");
    const merged = mergeSchemas({ schemas: [guarded, other] });
    await expect(start(merged)).rejects.toThrow("`Query.other` is not guarded");
    await start(guardSchema(merged));
  });

  it("when a guard of one field was moved to another", async () => {
    const resolve = guarded.getQueryType()?.getFields().me?.resolve;
    if (resolve === undefined) throw new Error("Query.me has no guard");
    const moved = mapSchema(guarded, {
      [MapperKind.OBJECT_FIELD]: (config, name, type) =>
        `${type}.${name}` === "User.email" ? { ...config, resolve } : config,
    });
    await expect(start(moved)).rejects.toThrow("`User.email` is not guarded");
  });

  it("when a root field was added after the guard without saying who may use it", async () => {
    const extended = mapSchema(guarded, {
      [MapperKind.QUERY]: (type) => {
        const config = type.toConfig();
        return new GraphQLObjectType({ ...config, fields: { ...config.fields, late: { type: type } } });
      },
    });
    await expect(start(extended)).rejects.toThrow("`Query.late` carries neither");
  });

  it("when a rule was added to the SDL after the guard", async () => {
    const weak = toGuarded("type Query { a: Int @auth }");
    const strong = toSchema('type Query { a: Int @auth(roles: "admin") }');
    const schema = mapSchema(weak, {
      [MapperKind.OBJECT_FIELD]: (config) => ({ ...config, astNode: strong.getQueryType()?.getFields().a?.astNode }),
    });
    await expect(start(schema)).rejects.toThrow("`Query.a` is not guarded");
  });
});

describe("the server starts", () => {
  it("with every directive of the SDL enforced", async () => {
    const schema = toSchema(sdl, { Role: { ADMIN: 1 } });
    const guarded = guardSchema(schema);
    await start(guarded);
    const { fields, inputs, types } = readAccess(guarded);
    const stated = [...fields.values()].filter(
      ({ coordinate, rules }) => rules.length > 0 && coordinate !== "Vault.code",
    );
    const written = sdl.match(/@auth/g)?.length;
    expect(stated.length + inputs.size + types.size).toBe(written);
    expect(printSchema(guarded)).toContain("🔒 Requires a signed-in user with role `admin`.");
  });

  it("after a later transform that keeps the guards", async () => {
    await start(mapSchema(toGuarded(sdl), { [MapperKind.OBJECT_TYPE]: (type) => type }));
  });

  it("after its types, fields, arguments and interfaces were sorted", async () => {
    const unsorted = `
      type Query { item(z: Int @auth, a: Int @auth(roles: "x")): Item @public, things: Thing @public }
      interface Zoo { id: ID @auth(roles: "z") } interface Ark { id: ID @auth(roles: "a") }
      type Item implements Zoo & Ark { id: ID } type Vault @auth { x: Int } type Box @auth { x: Int }
      union Thing = Vault | Box
    `;
    await start(lexicographicSortSchema(toGuarded(unsorted)));
  });

  it("with a schema guarded twice", async () => {
    const twice = guardSchema(toGuarded(sdl));
    await start(twice);
    expect(printSchema(twice)).toBe(printSchema(toGuarded(sdl)));
  });

  it("again with the schema of a server whose plugins have looked at its fields", async () => {
    const schema = toGuarded(sdl);
    const looks: ApolloServerPlugin<AuthContext> = {
      requestDidStart: async () => ({ executionDidStart: async () => ({ willResolveField: () => {} }) }),
    };
    const first = await start(schema, looks);
    await first.executeOperation({ query: "{ thing { __typename } }" }, { contextValue: { identity: null } });
    await start(schema);
  });

  it("with root fields left open, where guardSchema was told to allow it", async () => {
    await start(toGuarded("type Query { a: Int }", {}, { unclassified: "allow" }));
  });
});

it("typeDefs of one's own may be many documents", () => {
  const typeDefs = [authTypeDefs, "type Query { a: Int @auth }", "extend type Query { b: Int @public }"];
  expect(() => guardSchema(makeExecutableSchema({ typeDefs }))).not.toThrow();
});
