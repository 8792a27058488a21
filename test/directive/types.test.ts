import { expect, it } from "@jest/globals";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { toFieldContextTypes } from "#latchkey/graphql/directive/to-field-context-types.js";
import { type GuardOptions, guardSchema } from "#latchkey/graphql/guard-schema.js";
import type { SignedInContext } from "#latchkey/graphql/signed-in-context.js";
import type { Identity } from "#latchkey/oidc/identity.js";
import { toSchema } from "./support/guarded.js";

interface ShopContext extends AuthContext {
  readonly shop: string;
}

it("the compiler asks for every policy by its name", () => {
  const schema = toSchema('type Query { a: Int @auth(policies: "owner") }');
  const owner = (identity: Identity, { context }: { context: ShopContext }) => identity.subject === context.shop;
  const options: GuardOptions<ShopContext, "owner"> = { policies: { owner } };
  expect(guardSchema(schema, options)).toBeDefined();
  // @ts-expect-error "owner" is missing
  expect(() => guardSchema<ShopContext, "owner">(schema, { policies: {} })).toThrow("owner");
  // @ts-expect-error nobody asks for "other"
  guardSchema<ShopContext, "owner">(schema, { policies: { owner, other: owner } });
  // @ts-expect-error a policy answers with a boolean
  guardSchema(schema, { policies: { owner: () => "yes" } });
});

it("the identity of a guarded resolver is certain", () => {
  const guarded = (context: SignedInContext<ShopContext>) => context.identity.subject + context.shop;
  const open = (context: ShopContext) => {
    // @ts-expect-error there may be nobody
    return context.identity.subject;
  };
  expect(() => open({ identity: null, shop: "x" })).toThrow(TypeError);
  expect(guarded.length).toBe(1);
});

it("and so is that of a field guarded by its type, an interface or what it returns", () => {
  const schema = toSchema(`
    type Query { vault: Vault, direct: Int @auth, open: Open @public, node: Node @public }
    type Vault @auth { code: Int, direct: Int @auth }
    interface Node { id: ID @auth }
    type Open implements Node { id: ID, free: Int }
  `);
  expect(toFieldContextTypes(schema)).toEqual([
    "Query.vault#SignedInContext<ContextType>",
    "Vault.code#SignedInContext<ContextType>",
    "Open.id#SignedInContext<ContextType>",
  ]);
});
