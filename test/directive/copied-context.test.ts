import { describe, expect, it } from "@jest/globals";
import { graphql } from "graphql";
import { createContext, InvalidToken } from "latchkey";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { toDenied, toGuarded } from "./support/guarded.js";

const schema = toGuarded(
  `
  type Query {
    greeting: String @public
    searched(drafts: Boolean @auth): String @public
    card: Card @public
    plain: String @public
    me: String @auth
  }
  type Card { owner: String }
  `,
  {
    Query: {
      greeting: (_: unknown, _args: unknown, { identity }: AuthContext) => `Hello, ${identity?.username ?? "stranger"}`,
      searched: (_: unknown, _args: unknown, { identity }: AuthContext) => `by ${identity?.username ?? "stranger"}`,
      card: () => ({}),
      plain: () => "plain",
      me: (_: unknown, _args: unknown, { identity }: AuthContext) => identity?.username,
    },
    Card: { owner: (_: unknown, _args: unknown, { identity }: AuthContext) => identity?.username ?? "stranger" },
  },
);

const authenticate = createContext({
  verifier: {
    verify: async () => {
      throw new InvalidToken("TOKEN_EXPIRED", "exp is in the past");
    },
  },
});
const request = { headers: new Headers({ authorization: "Bearer stale" }) };

const somebody = { subject: "1", username: "somebody", roles: new Set(), scopes: new Set(), claims: {} };

/** What servers do with what a context builder returns. */
const copies: Readonly<Record<string, (context: AuthContext) => object>> = {
  "as it is (graphql-http)": (context) => context,
  "own properties and prototype (Apollo)": (context) =>
    Object.assign(Object.create(Object.getPrototypeOf(context)), context),
  "own properties, onto an object of its own (Yoga)": (context) => Object.assign({ request }, context),
  "own properties, spread (Mercurius)": (context) => ({ reply: {}, ...context }),
  "own properties, beside an identity of nobody": (context) => Object.assign({ identity: null }, context),
  "own properties, beside a getter of somebody": (context) =>
    Object.defineProperty({ ...context }, "identity", { get: () => somebody, configurable: true }),
  "own properties, on a prototype with somebody": (context) =>
    Object.assign(Object.create({ identity: somebody }), context),
};

describe.each(Object.entries(copies))("a bad token's context, copied: %s", (_, copy) => {
  it.each([
    ["{ me }", { me: null }],
    ["{ greeting }", { greeting: null }],
    ["{ searched }", { searched: null }],
    ["{ card { owner } }", { card: { owner: null } }],
  ])("is never nobody's: %s", async (source, data) => {
    const contextValue = copy(await authenticate(request));
    const result = await graphql({ schema, source, contextValue });
    expect([result.data, toDenied(result)]).toEqual([data, ["TOKEN_EXPIRED undefined"]]);
  });

  it("serves a public field that does not ask who is calling", async () => {
    const contextValue = copy(await authenticate(request));
    expect(await graphql({ schema, source: "{ plain }", contextValue })).toEqual({ data: { plain: "plain" } });
  });
});
