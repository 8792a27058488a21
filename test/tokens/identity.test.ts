import { afterAll, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";

const provider = await startTestProvider();
const { issuer } = provider;
const verifier = await createVerifier({ issuer, clientId: "local-api" });
const identify = (claims: object) => verifier.verify(provider.mint({ resource_access: undefined, ...claims }));

afterAll(async () => {
  verifier.close();
  await provider.stop();
});

describe("an identity", () => {
  it("says who, until when, and every claim", async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const identity = await identify({ sub: "alice-1", exp, department: { name: "Tea" } });
    expect(identity).toMatchObject({ subject: "alice-1", username: "alice", expiresAt: new Date(exp * 1000) });
    expect(identity.claims).toMatchObject({ sub: "alice-1", department: { name: "Tea" }, email: "alice@example.com" });
  });

  it.each([[undefined], [1], [["alice"]], [null]])("has no username when preferred_username is %j", async (name) => {
    expect((await identify({ preferred_username: name })).username).toBeNull();
  });

  it.each<[string, object, string[]]>([
    ["realm roles plain", { roles: ["member", "admin"] }, ["member", "admin"]],
    [
      "client roles behind their client",
      { roles: [], resource_access: { "local-api": { roles: ["editor"] } } },
      ["local-api:editor"],
    ],
    [
      "a client's admin as that client's alone",
      { roles: [], resource_access: { other: { roles: ["admin"] } } },
      ["other:admin"],
    ],
    ["role names to the letter", { roles: ["Admin", "admin ", "a\u0301"] }, ["Admin", "admin ", "a\u0301"]],
    ["names of Object.prototype as names", { roles: ["__proto__", "constructor"] }, ["__proto__", "constructor"]],
    ["nothing for a string", { roles: "superadmin" }, []],
    ["nothing for null", { roles: null }, []],
    ["nothing for a number", { roles: 1 }, []],
    ["nothing for an object", { roles: { admin: true, 0: "admin", length: 1 } }, []],
    ["nothing for a list within a list", { roles: [["admin"], 1, null, { a: "admin" }] }, []],
    ["nothing without realm_access", { realm_access: undefined }, []],
    ["nothing for realm_access as a list", { realm_access: ["admin"] }, []],
    ["nothing for a claim of the path's name", { realm_access: undefined, "realm_access.roles": ["admin"] }, []],
    ["nothing for resource_access as text", { roles: [], resource_access: "admin" }, []],
    ["nothing for client roles as text", { roles: [], resource_access: { "local-api": { roles: "editor" } } }, []],
    [
      "nothing for a realm role that could pass for a client role",
      { roles: ["local-api:editor", "member"] },
      ["member"],
    ],
  ])("J068 has %s", async (_, claims, roles) => {
    expect([...(await identify(claims)).roles]).toEqual(roles);
  });

  it.each<[string, unknown, string[]]>([
    ["each of a list separated by spaces", "openid read", ["openid", "read"]],
    ["no empty one", " openid  read ", ["openid", "read"]],
    ["no part of one", "read", ["read"]],
    ["one where a tab is", "read\twrite", ["read\twrite"]],
    ["none for a list", ["read"], []],
    ["none for nothing", undefined, []],
  ])("J069 has %s", async (_, scope, scopes) => {
    expect([...(await identify({ scope })).scopes]).toEqual(scopes);
  });

  it("takes no role from what every object inherits", async () => {
    const other = await createVerifier({ issuer, clientId: "local-api", rolesClaim: "constructor.name.split" });
    expect([...(await other.verify(provider.mint({ resource_access: undefined }))).roles]).toEqual([]);
    other.close();
  });

  it("takes roles from the claim it was told to, as they are", async () => {
    const other = await createVerifier({ issuer, clientId: "local-api", rolesClaim: "https://api.example/roles" });
    const token = provider.mint({ resource_access: undefined, "https://api.example/roles": ["read:users"] });
    expect([...(await other.verify(token)).roles]).toEqual(["read:users"]);
    other.close();
  });

  it("cannot be changed by who holds it", async () => {
    const token = provider.mint({ nested: { list: [{ a: 1 }] } });
    const identity = await verifier.verify(token);
    const attempts = [
      () => Reflect.apply(Reflect.get(identity.roles, "add"), identity.roles, ["admin"]),
      () => Reflect.apply(Reflect.get(identity.scopes, "clear"), identity.scopes, []),
      () => Object.assign(identity, { subject: "other" }),
      () => Object.assign(identity.claims, { sub: "other" }),
      () => Object.assign(Object(Object(identity.claims.nested).list[0]), { a: 2 }),
    ];
    for (const attempt of attempts) expect(attempt).toThrow(TypeError);
    identity.expiresAt.setTime(0);
    const again = await verifier.verify(token);
    expect(again.expiresAt.getTime()).toBeGreaterThan(Date.now());
    expect(again.roles.has("admin")).toBe(false);
  });

  it("J045 leaves Object.prototype as it is", async () => {
    await identify({ constructor: { prototype: { polluted: true } } });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
