import { createHash } from "node:crypto";
import { ApolloServer } from "@apollo/server";
import { describe, expect, it } from "@jest/globals";
import { authPlugin } from "#latchkey/graphql/auth-plugin.js";
import type { AuthContext } from "#latchkey/graphql/context.js";
import type { DecisionEvent } from "#latchkey/graphql/decision-event.js";
import type { GuardOptions } from "#latchkey/graphql/guard-schema.js";
import { callers, toIdentity } from "./support/callers.js";
import { ask, toGuarded } from "./support/guarded.js";

const sdl = `
  type Query { items: [Item] @auth(roles: "member"), open: Int @public, any: [Any] @public }
  type Item { a: String @auth(roles: "admin", onDeny: NULL), b: String @auth(roles: "admin") }
  type Secret @auth(roles: "admin") { x: Int }
  union Any = Item | Secret
`;
const resolvers = {
  Query: {
    items: () => [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      { a: 3, b: 3 },
    ],
    open: () => 1,
    any: () => [
      { __typename: "Secret", x: 1 },
      { __typename: "Secret", x: 2 },
    ],
  },
};
const alice = toIdentity({ subject: "alice-secret-subject", roles: new Set(["member"]) });
const subject = createHash("sha256").update("alice-secret-subject").digest("hex").slice(0, 16);

async function run(query: string, context: AuthContext, options: GuardOptions = {}) {
  const events: DecisionEvent[] = [];
  const warnings: unknown[] = [];
  const schema = toGuarded(sdl, resolvers, { onDecision: (event) => events.push(event), ...options });
  const server = new ApolloServer<AuthContext>({
    schema,
    plugins: [authPlugin()],
    logger: { debug: () => {}, info: () => {}, warn: (line) => warnings.push(line), error: () => {} },
    stopOnTerminationSignals: false,
  });
  const { body, http } = await server.executeOperation({ query }, { contextValue: context });
  await server.stop();
  if (body.kind !== "single") throw new Error("not a single result");
  return { events, warnings, result: body.singleResult, status: http.status };
}

describe("a decision is one event an operation", () => {
  it("when all of it is refused", async () => {
    const { events } = await run("query Mine { items { a b } }", { identity: alice });
    expect(events).toEqual([
      {
        enforce: "refuse",
        refused: "operation",
        operationName: "Mine",
        subject,
        code: "FORBIDDEN",
        denials: [
          {
            coordinate: "Item.b",
            code: "FORBIDDEN",
            requires: [{ roles: [["admin"]] }],
            missing: [{ roles: [["admin"]] }],
            onDeny: "REFUSE",
            reason: "insufficient",
          },
        ],
      },
    ]);
    expect(JSON.stringify(events)).not.toContain("alice");
  });

  it("when fields of it are refused, once for each coordinate", async () => {
    const { events } = await run("{ items { a } any { __typename } }", { identity: alice });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ refused: "field", subject, code: "FORBIDDEN", operationName: null });
    expect(events[0]?.denials.map(({ coordinate }) => coordinate)).toEqual(["Item.a", "Query.any"]);
  });

  it("when the token is bad", async () => {
    const { events } = await run("{ items { a } }", callers["with an expired token"].context());
    expect(events).toEqual([
      {
        enforce: "refuse",
        refused: "operation",
        operationName: null,
        subject: null,
        code: "TOKEN_EXPIRED",
        denials: [],
      },
    ]);
  });

  it("not when nothing is refused", async () => {
    const { events } = await run("{ open }", { identity: null });
    expect(events).toEqual([]);
  });

  it("without Apollo, one for each coordinate of an operation", async () => {
    const events: DecisionEvent[] = [];
    const schema = toGuarded(sdl, resolvers, { onDecision: (event) => events.push(event) });
    await ask(schema, "{ items { a b } }", alice);
    await ask(schema, "{ items { a } }", alice);
    expect(events.map(({ denials }) => denials[0]?.coordinate)).toEqual(["Item.a", "Item.b", "Item.a"]);
    expect(events[0]).toMatchObject({ refused: "field", subject, code: "FORBIDDEN" });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("the log is full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the log is full"))],
  ])("and a hook that %s changes nothing", async (_, onDecision) => {
    const { status, result } = await run("{ items { b } }", { identity: alice }, { onDecision });
    expect(status).toBe(403);
    expect(result.data).toBeUndefined();
  });
});

describe('enforce: "report"', () => {
  const enforce = "report";

  it("lets through, reports, and is loud at start", async () => {
    const { result, events, warnings } = await run(
      "{ items { a b } any { __typename } }",
      { identity: null },
      { enforce },
    );
    expect(result.errors).toBeUndefined();
    expect(JSON.stringify(result.data)).toContain('"b":"3"');
    expect(warnings).toEqual([expect.stringContaining("@auth IS NOT ENFORCED")]);
    expect(events.map(({ enforce, refused, code }) => [enforce, refused, code])).toEqual([
      ["report", "operation", "UNAUTHENTICATED"],
      ["report", "field", "UNAUTHENTICATED"],
    ]);
    expect(events[0]?.denials.map(({ coordinate }) => coordinate)).toEqual(["Query.items", "Item.b"]);
  });

  it("refuses a bad token all the same", async () => {
    const { status, events } = await run("{ items { a } }", callers["with an expired token"].context(), { enforce });
    expect(status).toBe(401);
    expect(events.map(({ enforce }) => enforce)).toEqual(["refuse"]);
  });

  it("is never silent about it", async () => {
    const { warnings } = await run("{ open }", { identity: null });
    expect(warnings).toEqual([]);
  });
});
