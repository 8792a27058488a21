import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { buildSchema } from "graphql";
import { authTypeDefs } from "#latchkey/graphql/auth-type-defs.js";
import { toMissing } from "#latchkey/graphql/guard/to-missing.js";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import type { Identity } from "#latchkey/oidc/identity.js";
import { toIdentity } from "./support/callers.js";
import { ask, toDenied, toGuarded } from "./support/guarded.js";

const hostile = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "has",
  "size",
  "admin",
  "Admin",
  "admin ",
  "",
];
const name = fc.oneof(fc.constantFrom(...hostile), fc.string());
const alternatives = fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
const held = fc.array(name, { maxLength: 6 });

describe("a requirement is met exactly when it says so", () => {
  it.each(["roles", "scopes"] as const)("%s: any of the outer list, all of an inner one", (part) => {
    fc.assert(
      fc.property(alternatives, held, (asked, names) => {
        const expected = asked.some((all) => all.every((one) => names.includes(one)));
        const missing = toMissing({ [part]: asked }, toIdentity({ [part]: new Set(names) }));
        expect(missing === null).toBe(expected);
        const lacking = asked.map((all) => all.filter((one) => !names.includes(one)));
        if (!expected) expect(missing).toEqual({ [part]: lacking });
      }),
    );
  });

  it("every part of it, and nothing else", () => {
    fc.assert(
      fc.property(alternatives, alternatives, held, held, (roles, scopes, heldRoles, heldScopes) => {
        const met = (asked: string[][], names: string[]) =>
          asked.some((all) => all.every((one) => names.includes(one)));
        const identity = toIdentity({ roles: new Set(heldRoles), scopes: new Set(heldScopes) });
        const missing = toMissing({ roles, scopes }, identity);
        expect(missing === null).toBe(met(roles, heldRoles) && met(scopes, heldScopes));
        expect(missing?.roles === undefined).toBe(met(roles, heldRoles));
        expect(missing?.scopes === undefined).toBe(met(scopes, heldScopes));
      }),
    );
  });

  it("never by the names that every object has", () => {
    for (const one of hostile) expect(toMissing({ roles: [[one]] }, toIdentity())).toEqual({ roles: [[one]] });
  });

  const now = Math.floor(Date.now() / 1000);
  it.each([
    ["a moment ago", now, true],
    ["just in time", now - 290, true],
    ["too long ago", now - 310, false],
    ["a clock slightly ahead", now + 20, true],
    ["in the future", now + 120, false],
    ["never", undefined, false],
    ["as a string", String(now), false],
    ["not a number", Number.NaN, false],
    ["infinite", Number.POSITIVE_INFINITY, false],
    ["null", null, false],
    ["a list", [now], false],
  ])("maxAge: signed in %s", (_, authTime, isMet) => {
    const identity = toIdentity({ claims: { auth_time: authTime } });
    expect(toMissing({ maxAge: 300 }, identity)).toEqual(isMet ? null : { maxAge: 300 });
  });

  it.each([
    ["the first", "gold", true],
    ["the second", "platinum", true],
    ["another", "silver", false],
    ["none", undefined, false],
    ["a list of one", ["gold"], false],
  ])("acr: %s", (_, acr, isMet) => {
    const identity = toIdentity({ claims: { acr } });
    expect(toMissing({ acr: ["gold", "platinum"] }, identity)).toEqual(isMet ? null : { acr: ["gold", "platinum"] });
  });
});

describe("an identity made by hand", () => {
  const schema = toGuarded(
    'type Query { a: Int @auth(roles: "admin") b: Int @auth(scopes: "read") c: Int @auth(acr: "gold", maxAge: 5) d: Int @auth }',
  );
  const made: ReadonlyArray<readonly [string, object]> = [
    ["without roles", { subject: "x" }],
    ["with null for everything", { subject: "x", roles: null, scopes: null, claims: null }],
    ["with roles in an array", { roles: ["admin"], scopes: ["read"], claims: [] }],
    ["with a role as a string", { roles: "admin", scopes: "read", claims: "acr" }],
    ["with roles as keys", { roles: { admin: true }, scopes: new Map([["read", true]]), claims: {} }],
    ["with roles that are not strings", { roles: new Set([["admin"], 1, null]), scopes: new Set([{}]), claims: {} }],
    ["with a has that says yes", { roles: { has: () => true }, scopes: { has: () => true }, claims: {} }],
    ["with 10,000 other roles", { roles: new Set(Array.from({ length: 10_000 }, (_, i) => `admin${i}`)) }],
    ["with claims it inherits", { claims: Object.create({ acr: "gold", auth_time: Date.now() / 1000 }) }],
  ];
  it.each(made)("%s is let in nowhere it must not be", async (_, identity) => {
    const result = await ask(schema, "{ a b c d }", { subject: "6f2c1a", ...identity } as Identity);
    expect(toDenied(result)).toEqual(["FORBIDDEN Query.a", "FORBIDDEN Query.b", "FORBIDDEN Query.c"]);
  });

  it("with 10,000 roles is let in by one of them", async () => {
    const roles = new Set([...Array.from({ length: 10_000 }, (_, i) => `r${i}`), "admin"]);
    expect(toDenied(await ask(schema, "{ a }", toIdentity({ roles })))).toEqual([]);
  });

  it.each([
    ["a string", "alice"],
    ["true", true],
    ["a number", 1],
    ["undefined", undefined],
  ])("that is %s is nobody", async (_, identity) => {
    const result = await ask(schema, "{ d }", identity as unknown as Identity);
    expect(toDenied(result)).toEqual(["UNAUTHENTICATED Query.d"]);
  });
});

it("a rule of an interface's interface holds where a type, assumed valid, does not list it", async () => {
  const typeDefs = `
    type Query { it: Leaf }
    interface Root @auth { x: Int }
    interface Branch implements Root { x: Int }
    type Leaf implements Branch { x: Int }
  `;
  const schema = buildSchema(authTypeDefs + typeDefs, { assumeValid: true });
  const result = await ask(guardSchema(schema, { unclassified: "allow" }), "{ it { x } }", null);
  expect(toDenied(result)).toEqual(["UNAUTHENTICATED Query.it"]);
});
