import { describe, expect, it } from "@jest/globals";
import { buildSchema, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { authTypeDefs } from "#latchkey/graphql/auth-type-defs.js";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import { toGuarded } from "./support/guarded.js";

const faults: ReadonlyArray<readonly [id: string, sdl: string, coordinate: string, what: string]> = [
  ["union", "type Query { a: U @auth } type T { x: Int } union U @auth = T", "U", "carries `@auth`"],
  ["input object", "type Query { a(i: I): Int @auth } input I @auth { x: Int }", "I", "carries `@auth`"],
  ["enum", "type Query { a: E @auth } enum E @auth { X }", "E", "carries `@auth`"],
  ["enum value", "type Query { a: E @auth } enum E { X @auth }", "E.X", "carries `@auth`"],
  ["scalar", "type Query { a: S @auth } scalar S @auth", "S", "carries `@auth`"],
  ["schema", "schema @auth { query: Query } type Query { a: Int @auth }", "schema", "carries `@auth`"],
  ["extended scalar", "type Query { a: S @auth } scalar S extend scalar S @auth", "S", "carries `@auth`"],
  [
    "argument of a directive",
    "type Query { a: Int @auth } directive @d(x: Int @auth) on FIELD_DEFINITION",
    "@d(x:)",
    "carries `@auth`",
  ],
  ["@public on a type", "type Query @public { a: Int @auth }", "Query", "carries `@public`"],
  ["@public on an argument", "type Query { a(x: Int @public): Int @auth }", "Query.a(x:)", "carries `@public`"],
  ["@public beside @auth", "type Query { a: Int @auth @public }", "Query.a", "is `@public`, but"],
  ["@public below a guarded type", "type Query @auth { a: Int @public }", "Query.a", "is `@public`, but"],
  [
    "@public on what returns a guarded type",
    "type Query { a: T @public } type T @auth { x: Int }",
    "Query.a",
    "is `@public`, but",
  ],
  [
    "@public against the interface",
    "type Query implements I { a: Int @public } interface I { a: Int @auth }",
    "Query.a",
    "is `@public`, but",
  ],
  ["empty roles", "type Query { a: Int @auth(roles: []) }", "Query.a", "an empty list in `roles`"],
  ["empty inner list", 'type Query { a: Int @auth(roles: [["x"], []]) }', "Query.a", "an empty list in `roles`"],
  ["empty scopes", "type Query { a: Int @auth(scopes: [[]]) }", "Query.a", "an empty list in `scopes`"],
  ["empty policies", "type Query { a: Int @auth(policies: []) }", "Query.a", "an empty list in `policies`"],
  ["empty acr", "type Query { a: Int @auth(acr: []) }", "Query.a", "an empty list in `acr`"],
  ["empty name", 'type Query { a: Int @auth(roles: "") }', "Query.a", "an empty name in `roles`"],
  ["blank name", 'type Query { a: Int @auth(scopes: ["x", " "]) }', "Query.a", "an empty name in `scopes`"],
  ["empty acr name", 'type Query { a: Int @auth(acr: "") }', "Query.a", "an empty name in `acr`"],
  ["null", "type Query { a: Int @auth(roles: null) }", "Query.a", "null for `roles`"],
  ["wrong kind", "type Query { a: Int @auth(roles: 5) }", "Query.a", "is malformed"],
  ["wrong enum value", "type Query { a: Int @auth(onDeny: NIL) }", "Query.a", "is malformed"],
  ["maxAge of nothing", "type Query { a: Int @auth(maxAge: 0) }", "Query.a", "a `maxAge` of at least 1 second"],
  ["negative maxAge", "type Query { a: Int @auth(maxAge: -5) }", "Query.a", "a `maxAge` of at least 1 second"],
  ["unknown policy", 'type Query { a: Int @auth(policies: "owner") }', "Query.a", "the unknown policy `owner`"],
  [
    "policy of the prototype",
    'type Query { a: Int @auth(policies: "constructor") }',
    "Query.a",
    "the unknown policy `constructor`",
  ],
  ["NULL on a non-null field", "type Query { a: Int! @auth(onDeny: NULL) }", "Query.a", "is never null"],
  [
    "NULL on a type returned as non-null",
    "type Query { a: T! } type T @auth(onDeny: NULL) { x: Int }",
    "Query.a",
    "is never null",
  ],
  [
    "NULL inherited by a non-null field",
    "type Query { a: T @auth } interface I { x: Int @auth(onDeny: NULL) } type T implements I { x: Int! }",
    "T.x",
    "is never null",
  ],
  [
    "NULL on an argument of a non-null field",
    "type Query { a(x: Int @auth(onDeny: NULL)): Int! @auth }",
    "Query.a(x:)",
    "cannot have `onDeny: NULL`",
  ],
  [
    "NULL on an input field",
    "type Query { a(i: I): Int! @auth } input I { j: J } input J { x: Int @auth(onDeny: NULL) }",
    "J.x",
    "cannot have `onDeny: NULL`",
  ],
  ["query without either", "type Query { a: Int }", "Query.a", "carries neither"],
  ["mutation without either", "type Query { a: Int @auth } type Mutation { b: Int }", "Mutation.b", "carries neither"],
  [
    "subscription without either",
    "type Query { a: Int @auth } type Subscription { c: Int }",
    "Subscription.c",
    "carries neither",
  ],
  ["renamed root without either", "schema { query: Q } type Q { a: Int }", "Q.a", "carries neither"],
  ["added by an extension", "type Query { a: Int @auth } extend type Query { b: Int }", "Query.b", "carries neither"],
  ["only an argument guarded", "type Query { a(x: Int @auth): Int }", "Query.a", "carries neither"],
];

describe("guardSchema refuses", () => {
  it.each(faults)("%s", (_, sdl, coordinate, what) => {
    expect(() => toGuarded(sdl)).toThrow(`- \`${coordinate}\` `);
    expect(() => toGuarded(sdl)).toThrow(what);
    expect(() => toGuarded(sdl)).toThrow("The schema cannot be guarded: 1 fault");
  });

  it("all of 40 faults, in one message", () => {
    const fields = Array.from({ length: 40 }, (_, i) => `f${i}: Int ${i % 2 ? "@auth(roles: [])" : ""}`);
    const guard = () => toGuarded(`type Query { ${fields.join(" ")} }`);
    expect(guard).toThrow("40 faults");
    for (const [i] of fields.entries()) expect(guard).toThrow(`- \`Query.f${i}\` `);
  });

  it("an argument that @auth does not have, in a schema built without validation", () => {
    const sdl = `${authTypeDefs} type Query { a: Int @auth(role: "admin") }`;
    const schema = buildSchema(sdl, { assumeValidSDL: true });
    expect(() => guardSchema(schema)).toThrow("`Query.a` @auth has no argument `role`");
  });

  it("another directive by the same name", () => {
    const schema = buildSchema("directive @auth(role: String) on FIELD_DEFINITION type Query { a: Int @auth }");
    expect(() => guardSchema(schema)).toThrow("`@auth` is not declared as in `authTypeDefs`");
  });

  it("a declaration that is not repeatable: a type and its extension would state one rule", () => {
    const sdl =
      'directive @auth(roles: [[String!]!]) on OBJECT | FIELD_DEFINITION type Query @auth(roles: "admin") { a: Int }';
    expect(() => guardSchema(buildSchema(sdl))).toThrow("`@auth` is not declared as in `authTypeDefs`");
  });

  it.each([
    ["by name", { auth: { roles: ["admin"] } }],
    ["in a list", [{ name: "auth", args: {} }]],
  ])("directives that a code-first library keeps in extensions, %s", (_, directives) => {
    const query = new GraphQLObjectType({
      name: "Query",
      fields: { a: { type: GraphQLString, extensions: { directives } } },
    });
    expect(() => guardSchema(new GraphQLSchema({ query }), { unclassified: "allow" })).toThrow(
      "`Query.a` carries its directive in `extensions`",
    );
  });

  it.each([0, 60_001, Number.NaN])("a policy deadline of %d ms", (policyDeadline) => {
    expect(() => toGuarded("type Query { a: Int @auth }", {}, { policyDeadline })).toThrow(RangeError);
  });
});

describe("guardSchema accepts", () => {
  it.each([
    [
      "a declaration of the locations alone that are enforced",
      `
      enum OnDeny { REFUSE NULL }
      directive @auth(roles: [[String!]!], scopes: [[String!]!], policies: [[String!]!], acr: [String!], maxAge: Int,
        onDeny: OnDeny! = REFUSE
      ) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
      directive @public on FIELD_DEFINITION
      type Query { a: Int @auth }`,
    ],
    [
      "a declaration with fewer arguments",
      "directive @auth(roles: [[String!]!]) repeatable on FIELD_DEFINITION type Query { a: Int @auth }",
    ],
  ])("%s", (_, sdl) => {
    expect(() => guardSchema(buildSchema(sdl))).not.toThrow();
  });

  it.each([
    ["a root field of a guarded type", "type Query { a: T } type T @auth { x: Int }"],
    ["a guarded root type", "type Query @auth { a: Int }"],
    ["a root field guarded by its interface", "type Query implements I { a: Int } interface I { a: Int @auth }"],
    ["NULL on a type with non-null fields", "type Query { a: T } type T @auth(onDeny: NULL) { x: Int! }"],
    ["a role of an odd name", 'type Query { a: Int @auth(roles: "__proto__") }'],
    ["@public with a guarded argument", "type Query { a(x: Int @auth): Int @public }"],
  ])("%s", (_, sdl) => {
    expect(() => toGuarded(sdl)).not.toThrow();
  });

  it("root fields without either, when told to", () => {
    expect(() => toGuarded("type Query { a: Int }", {}, { unclassified: "allow" })).not.toThrow();
  });
});
