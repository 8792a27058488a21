import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { type GraphQLSchema, getOperationAST, parse, validate } from "graphql";
import { createGate } from "#latchkey/graphql/plan/create-gate.js";
import type { Identity } from "#latchkey/oidc/identity.js";
import { toIdentity } from "./support/callers.js";
import { ask, toDenied, toGuarded } from "./support/guarded.js";

const text = readFileSync(new URL("../../docs/auth-directive.md", import.meta.url), "utf8");
const fences = (language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, code = ""]) => code);

const owner = (identity: Identity, { parent }: { parent: unknown }) =>
  typeof parent === "object" && parent !== null && "owner" in parent && parent.owner === identity.subject;

const resolvers = [
  {},
  { Query: { anything: () => ({ __typename: "Vault", code: "SECRET" }) }, Mutation: { seal: () => ({}) } },
  { Query: { node: () => ({ __typename: "Note", id: 1, owner: "x" }) } },
  { Query: { search: () => [] } },
  { Query: { product: () => ({ name: "lamp", margin: 0.4 }) } },
  { Query: { notes: () => [{ title: "a", text: "SECRET", owner: "bob" }] } },
];

const [asks, onTypes, onInterfaces, onInputs, onDeny, policies] = fences("graphql").map((sdl, i) =>
  toGuarded(sdl, resolvers[i], { policies: { owner } }),
);

function refuse(schema: GraphQLSchema | undefined, source: string, identity: Identity | null): string[] {
  if (schema === undefined) throw new Error("The document has fewer examples than this test");
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("No operation");
  return toDenied({ errors: createGate(schema)({ document, operation, variables: {}, context: { identity } }) });
}

const nobody = null;
const user = toIdentity();
const withRoles = (...roles: string[]) => toIdentity({ roles: new Set(roles) });

describe("docs/auth-directive.md", () => {
  it("has the examples that are run here", () => {
    expect(fences("graphql")).toHaveLength(resolvers.length);
  });

  it("what it asks for", () => {
    const now = Math.floor(Date.now() / 1000);
    const paying = toIdentity({ scopes: new Set(["payments"]), claims: { acr: "gold", auth_time: now } });
    expect(refuse(asks, "{ me { id } status }", nobody)).toEqual(["UNAUTHENTICATED Query.me"]);
    expect(refuse(asks, "{ me { id } status }", user)).toEqual([]);
    expect(refuse(asks, "{ reports { title } }", withRoles("editor"))).toEqual(["FORBIDDEN Query.reports"]);
    expect(refuse(asks, "{ drafts { title } }", withRoles("editor"))).toEqual([]);
    expect(refuse(asks, "{ archive { title } }", withRoles("editor"))).toEqual(["FORBIDDEN Query.archive"]);
    expect(refuse(asks, "{ archive { title } }", withRoles("archivist", "editor"))).toEqual([]);
    expect(refuse(asks, "{ payments { title } }", paying)).toEqual([]);
    expect(refuse(asks, "{ payments { title } }", toIdentity({ ...paying, claims: { acr: "gold" } }))).toEqual([
      "FORBIDDEN Query.payments",
    ]);
  });

  it("on a type", async () => {
    expect(refuse(onTypes, "mutation { seal { __typename } }", user)).toEqual(["FORBIDDEN Mutation.seal"]);
    expect(refuse(onTypes, "{ vault { code } }", withRoles("admin"))).toEqual([]);
    expect(refuse(onTypes, "{ anything { __typename } }", user)).toEqual([]);
    const { data, errors } = await ask(onTypes as GraphQLSchema, "{ anything { __typename } }", user);
    expect([data, toDenied({ errors: errors ?? [] })]).toEqual([{ anything: null }, ["FORBIDDEN Query.anything"]]);
  });

  it("on an interface", () => {
    const query = '{ node(id: "1") { ... on Note { text } } }';
    expect(refuse(onInterfaces, query, nobody)).toEqual(["UNAUTHENTICATED Query.node"]);
    expect(refuse(onInterfaces, '{ node(id: "1") { owner } }', user)).toEqual(["FORBIDDEN Node.owner"]);
  });

  it("on an argument or input field", () => {
    expect(refuse(onInputs, '{ search(text: "x", filter: { year: 1 }) }', nobody)).toEqual([]);
    expect(refuse(onInputs, "{ search(drafts: false) }", user)).toEqual(["FORBIDDEN Query.search(drafts:)"]);
    expect(refuse(onInputs, '{ search(filter: { author: "x" }) }', nobody)).toEqual(["UNAUTHENTICATED Filter.author"]);
  });

  it("what a denial does", async () => {
    const { data, errors } = await ask(onDeny as GraphQLSchema, "{ product { name margin } }", user);
    expect(data).toEqual({ product: { name: "lamp", margin: null } });
    const { message, path, extensions } = errors?.[0]?.toJSON() ?? {};
    expect({ message, path, extensions }).toEqual(JSON.parse(fences("json")[0] ?? ""));
  });

  it("policies", async () => {
    const source = "{ notes { title text } }";
    const bob = await ask(policies as GraphQLSchema, source, toIdentity({ subject: "bob" }));
    expect(bob.data).toEqual({ notes: [{ title: "a", text: "SECRET" }] });
    const other = await ask(policies as GraphQLSchema, source, user);
    expect(other.data).toEqual({ notes: [{ title: "a", text: null }] });
  });
});
