import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from "graphql";
import { authPlugin } from "#latchkey/graphql/auth-plugin.js";
import { createPermittedView } from "#latchkey/graphql/plan/create-permitted-view.js";
import { toIdentity } from "./support/callers.js";
import { toGuarded } from "./support/guarded.js";
import { type Answer, type Api, startApollo } from "./support/start-apollo.js";

const schema = toGuarded(
  `
  type Query {
    open(draft: Boolean @auth(roles: "keeper"), where: Where): String @public
    needy(draft: Boolean! @auth(roles: "keeper")): String @public
    me: User @auth
    vaults: [Vault]
    thing: Thing @public
    node: Node @public
  }
  type Mutation { drop: Receipt @auth(roles: "keeper"), ping: Int @public }
  type Subscription { drops: Int @auth(roles: "keeper") }
  interface Node { id: ID! }
  type User implements Node { id: ID! email: String @auth(roles: "keeper") }
  type Vault implements Node @auth(roles: "keeper") { id: ID! code: Code }
  type Receipt { at: String }
  type Leaf { id: ID! }
  union Thing = Vault | Leaf
  scalar Code
  input Where { name: String hidden: Int @auth(roles: "keeper") }
  `,
  { Query: { open: () => "open", me: () => ({ id: 1 }), thing: () => ({ __typename: "Leaf", id: 1 }) } },
);

let api: Api;
beforeAll(async () => {
  api = await startApollo(schema, [authPlugin({ introspection: "permitted" })]);
});
afterAll(() => api.stop());

function toSdl({ body: { data } }: Answer): string {
  return printSchema(buildClientSchema(data as IntrospectionQuery));
}

const introspection = { query: getIntrospectionQuery() };

describe("a caller is shown", () => {
  it("what is permitted to anybody, when anonymous", async () => {
    const sdl = toSdl(await api.post(introspection, "anonymous"));
    expect(sdl).toContain("open(where: Where): String");
    for (const hidden of [
      "me",
      "needy",
      "drop",
      "Subscription",
      "Receipt",
      "email",
      "Vault",
      "Code",
      "hidden",
      "draft",
    ]) {
      expect(sdl).not.toMatch(new RegExp(`\\b${hidden}\\b`));
    }
    expect(sdl).toContain("union Thing = Leaf");
  });

  it("what a signed-in user may use, when signed in", async () => {
    const sdl = toSdl(await api.post(introspection, "without the role"));
    expect(sdl).toMatch(/me: User/);
    expect(sdl).not.toMatch(/email|Vault|drop/);
  });

  it("everything, with the role", async () => {
    const sdl = toSdl(await api.post(introspection, "with the role"));
    for (const shown of ["me", "needy", "drop", "email", "Vault", "Code", "hidden", "draft"])
      expect(sdl).toContain(shown);
  });

  it("what is shown to nobody in particular, with a bad token", async () => {
    const bad = await api.post(introspection, "with an expired token");
    expect(bad.text).toBe((await api.post(introspection, "anonymous")).text);
  });

  it.each([
    ["a hidden type", '{ __type(name: "Vault") { name fields { name } } }'],
    ["a type that does not exist", '{ __type(name: "Nonsense") { name fields { name } } }'],
  ])("nothing of %s", async (_, query) => {
    expect((await api.post({ query }, "anonymous")).body).toEqual({ data: { __type: null } });
  });

  it("the schema and data apart, never in one operation", async () => {
    const answer = await api.post(
      { query: "{ open ...F } fragment F on Query { __schema { types { name } } }" },
      "anonymous",
    );
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain("Vault");
  });

  it("a placeholder, where there is nothing to see", async () => {
    const nothing = toGuarded("type Query { me: Int @auth }");
    expect(printSchema(createPermittedView(nothing)(null))).toContain("_: Boolean");
  });
});

describe("what is hidden answers like what is not there", () => {
  const rows: ReadonlyArray<readonly [string, string, string]> = [
    ["a field", "{ vaults { id } }", "{ nothing { id } }"],
    ["a nested field", "{ me { email } }", "{ me { emoji } }"],
    ["a field among known ones", "{ open vaults { id } }", "{ open vowels { id } }"],
    ["a field beside an unknown one", "{ vaults { id } zzz }", "{ vowels { id } zzz }"],
    ["a type", "{ thing { ... on Vault { id } } }", "{ thing { ... on Nothing { id } } }"],
    ["an argument", "{ open(draft: true) }", "{ open(drift: true) }"],
    ["an input field", "{ open(where: { hidden: 1 }) }", "{ open(where: { golden: 1 }) }"],
    ["a variable of a hidden type", "query($c: Code) { open }", "query($c: Core) { open }"],
    ["a mutation", "mutation { drop { at } }", "mutation { drip { at } }"],
    ["a subscription", "subscription { drops }", "subscription { drips }"],
    [
      "a field where no operation is named",
      "query A { vaults { id } } query B { open }",
      "query A { vowels { id } } query B { open }",
    ],
  ];
  const blur = ({ text, status }: Answer) => [
    status,
    text.replace(
      /vaults|vowels|nothing|Vault|Nothing|emoji|email|drift|draft|golden|hidden|Core|Code|drips?|drops?/g,
      "X",
    ),
  ];
  it.each(rows.flatMap((row) => (["post", "get"] as const).map((method) => [...row, method] as const)))(
    "%s: %s, %s, by %s",
    async (_, hidden, absent, method) => {
      const [one, other] = [
        await api[method]({ query: hidden }, "anonymous"),
        await api[method]({ query: absent }, "anonymous"),
      ];
      expect(blur(one)).toEqual(blur(other));
      expect(one.status).toBe(400);
      expect(one.text).not.toContain("Did you mean");
    },
  );

  it("an input field in a variable", async () => {
    const query = "query($w: Where) { open(where: $w) }";
    const hidden = await api.post({ query, variables: { w: { hidden: 1 } } }, "anonymous");
    const absent = await api.post({ query, variables: { w: { golden: 1 } } }, "anonymous");
    expect(blur(hidden)).toEqual(blur(absent));
    expect(hidden.body.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("but a document without anything hidden keeps its own errors", async () => {
    const many = await api.post({ query: "query A { open } query B { open }" }, "anonymous");
    expect(many.status).toBe(400);
    expect(many.body.errors?.[0]?.extensions.code).toBe("OPERATION_RESOLUTION_FAILURE");
    expect((await api.get({ query: "mutation { ping }" }, "anonymous")).status).toBe(405);
    expect((await api.get({ query: "mutation { drop { at } }" }, "with the role")).status).toBe(405);
  });

  it("and is answered to who may see it", async () => {
    expect((await api.post({ query: "{ me { id } }" }, "without the role")).body).toEqual({
      data: { me: { id: "1" } },
    });
    expect((await api.post({ query: "{ open(draft: true) }" }, "with the role")).status).toBe(200);
  });
});

describe("views", () => {
  it("are shared by callers that meet the same rules, and bounded", () => {
    const many = toGuarded(
      `type Query { ${Array.from({ length: 8 }, (_, i) => `f${i}: Int @auth(roles: "r${i}")`).join(" ")} }`,
    );
    const view = createPermittedView(many);
    const roles = (mask: number) =>
      new Set(Array.from({ length: 8 }, (_, i) => `r${i}`).filter((_, i) => mask & (1 << i)));
    const first = view(toIdentity({ roles: roles(1) }));
    expect(view(toIdentity({ subject: "other", roles: new Set([...roles(1), "else"]) }))).toBe(first);
    for (let mask = 2; mask < 80; mask += 1) view(toIdentity({ roles: roles(mask) }));
    expect(view(toIdentity({ roles: roles(1) }))).not.toBe(first);
  });
});
