import { makeExecutableSchema } from "@graphql-tools/schema";
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { authTypeDefs, guardSchema, type Identity } from "latchkey";
import { createExecuteAs, createIdentity } from "latchkey/testing";

interface Context {
  readonly identity: Identity | null;
  readonly shelf?: string;
}

let runs = 0;
const unguarded = makeExecutableSchema({
  typeDefs: [
    authTypeDefs,
    `type Query {
      status: String @public
      me: String @auth
      vault(code: Int): Int @auth(roles: "admin")
      payments: Int @auth(scopes: "payments", acr: "gold", maxAge: 60)
      notes: [Note!] @auth
      shelf: String @public
    }
    type Note { text: String @auth(policies: "owner"), price: Int @auth(roles: "sales", onDeny: NULL) }
    type Mutation { seal: Int @auth(roles: ["admin", "local-api:editor"]) }
    type Subscription { ticks: Int @auth }`,
  ],
  resolvers: {
    Query: {
      status: () => "up",
      me: (_: unknown, _args: unknown, { identity }: Context) => identity?.username,
      vault: (_: unknown, { code }: { code: number }) => code,
      payments: () => 3,
      notes: () => [{ owner: "alice-1", text: "mine", price: 3 }],
      shelf: (_: unknown, _args: unknown, { shelf }: Context) => shelf,
    },
    Mutation: { seal: () => ++runs },
  },
});
const schema = guardSchema(unguarded, {
  policies: { owner: ({ subject }, { parent }) => (parent as { owner: string }).owner === subject },
});
const executeAs = createExecuteAs<Pick<Context, "shelf">>(schema);

const member = createIdentity({ roles: ["member"] });
const admin = createIdentity({ roles: ["member", "admin"] });
const editor = createIdentity({ roles: ["local-api:editor"] });
const now = () => Math.floor(Date.now() / 1000);
const payer = createIdentity({ scopes: ["payments"], claims: { acr: "gold", auth_time: now() } });

describe("executeAs", () => {
  it.each<[string, Identity | null, string, number, string]>([
    ["nobody", null, "{ me }", 401, "UNAUTHENTICATED"],
    ["nobody, with a public field beside", null, "{ status me }", 401, "UNAUTHENTICATED"],
    ["without the role", member, "{ vault }", 403, "FORBIDDEN"],
    ["without the role, in a fragment", member, "{ ...F } fragment F on Query { vault }", 403, "FORBIDDEN"],
    ["without the scope", admin, "{ payments }", 403, "FORBIDDEN"],
    ["without a recent sign-in", createIdentity({ scopes: ["payments"] }), "{ payments }", 403, "FORBIDDEN"],
    ["without the role, in a mutation", member, "mutation { seal }", 403, "FORBIDDEN"],
  ])("refuses the operation as a whole: %s", async (_, identity, document, status, code) => {
    const before = runs;
    const { data, errors } = await executeAs(identity, document);
    expect([data, errors?.[0]?.extensions]).toMatchObject([undefined, { code, http: { status } }]);
    expect(runs).toBe(before);
  });

  it.each<[string, Identity | null, string, object]>([
    ["nobody", null, "{ status }", { status: "up" }],
    ["somebody", member, "{ me }", { me: "alice" }],
    ["with the role", admin, "{ vault(code: 7) }", { vault: 7 }],
    ["with a client role", editor, "mutation { seal }", { seal: 1 }],
    ["with scope and step-up", payer, "{ payments }", { payments: 3 }],
  ])("runs the resolvers: %s", async (_, identity, document, data) => {
    expect(await executeAs(identity, document)).toEqual({ data });
  });

  it("asks policies, and leaves what is null to others null", async () => {
    const owner = await executeAs(createIdentity({ subject: "alice-1" }), "{ notes { text price } }");
    expect(owner).toMatchObject({
      data: { notes: [{ text: "mine", price: null }] },
      errors: [{ extensions: { coordinate: "Note.price" } }],
    });
    const other = await executeAs(member, "{ notes { text } }");
    expect([other.data, other.errors?.[0]?.extensions.code]).toEqual([{ notes: [{ text: null }] }, "FORBIDDEN"]);
  });

  it("takes variables, an operation's name, a parsed document and the rest of the context", async () => {
    const document = parse("query A($code: Int) { vault(code: $code) } query B { shelf }");
    expect(await executeAs(admin, document, { operationName: "A", variables: { code: 9 } })).toEqual({
      data: { vault: 9 },
    });
    expect(await executeAs(null, document, { operationName: "B", context: { shelf: "top" } })).toEqual({
      data: { shelf: "top" },
    });
    expect((await executeAs(null, document)).errors).toHaveLength(1);
  });

  it("answers an invalid document with what is wrong, and rejects one that it cannot read or run", async () => {
    expect((await executeAs(admin, "{ nothing }")).errors?.[0]?.message).toMatch(/Cannot query field "nothing"/);
    await expect(executeAs(admin, "{")).rejects.toThrow(/Syntax Error/);
    await expect(executeAs(admin, "subscription { ticks }")).rejects.toThrow(TypeError);
  });

  it("is not made of a schema that enforces nothing", () => {
    expect(() => createExecuteAs(unguarded)).toThrow(/Query\.vault/);
  });
});

describe("createIdentity", () => {
  it("is somebody without rights unless told otherwise", () => {
    const { subject, username, roles, scopes, claims, expiresAt } = createIdentity();
    expect([username, roles.size, scopes.size, claims.sub]).toEqual(["alice", 0, 0, subject]);
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
    expect(expiresAt.getTime()).toBe(Number(claims.exp) * 1000);
  });

  it("has what it is given", () => {
    const identity = createIdentity({ subject: "s", username: null, lifetime: -1, claims: { acr: "gold" } });
    expect(identity).toMatchObject({ subject: "s", username: null, claims: { sub: "s", acr: "gold" } });
    expect(identity.expiresAt.getTime()).toBeLessThan(Date.now());
  });
});
