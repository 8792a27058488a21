import { describe, expect, it } from "@jest/globals";
import type { GraphQLSchema } from "graphql";
import type { DecisionEvent } from "#latchkey/graphql/decision-event.js";
import type { Policy } from "#latchkey/graphql/policy.js";
import { toIdentity } from "./support/callers.js";
import { ask, toDenied, toGuarded } from "./support/guarded.js";

const alice = toIdentity({ subject: "alice", roles: new Set(["member"]) });

function toSchema(policies: Record<string, Policy>, sdl?: string, events: DecisionEvent[] = []): GraphQLSchema {
  return toGuarded(
    sdl ?? 'type Query { a: String @auth(policies: "asked") }',
    { Query: sdl?.includes("notes") ? { notes: () => notes } : { a: () => "SECRET" } },
    { policies, policyDeadline: 20, onDecision: (event) => events.push(event) },
  );
}

const notes = [
  { id: 1, owner: "alice", text: "mine" },
  { id: 2, owner: "bob", text: "SECRET" },
];

describe("only a policy that says true lets in", () => {
  const answers: ReadonlyArray<readonly [string, () => unknown, "refused" | "failed" | null]> = [
    ["true", () => true, null],
    ["true, later", async () => true, null],
    ["false", () => false, "refused"],
    ["false, later", async () => false, "refused"],
    ["1", () => 1, "failed"],
    ["a string", () => "true", "failed"],
    ["an object, later", async () => ({}), "failed"],
    ["nothing", () => undefined, "failed"],
    ["null", () => null, "failed"],
    [
      "a throw",
      () => {
        throw new Error("SECRET");
      },
      "failed",
    ],
    [
      "a throw of nothing",
      () => {
        throw undefined;
      },
      "failed",
    ],
    ["a rejection", () => Promise.reject(new Error("SECRET")), "failed"],
    ["never", () => new Promise(() => {}), "failed"],
    [
      "a thenable that throws",
      () =>
        // biome-ignore lint/suspicious/noThenProperty: a broken thenable is the answer to try here
        Object.defineProperty({}, "then", {
          get() {
            throw new Error("SECRET");
          },
        }),
      "failed",
    ],
  ];
  it.each(answers)("%s", async (_, answer, outcome) => {
    const events: DecisionEvent[] = [];
    const schema = toSchema({ asked: answer as Policy }, undefined, events);
    const result = await ask(schema, "{ a }", alice);
    if (outcome === null) {
      expect(result).toEqual({ data: { a: "SECRET" } });
      expect(events).toEqual([]);
      return;
    }
    expect(JSON.stringify(result)).not.toContain("SECRET");
    expect(result.errors?.[0]?.toJSON()).toMatchObject({
      message: "`Query.a` requires policy `asked`",
      path: ["a"],
      extensions: {
        code: "FORBIDDEN",
        coordinate: "Query.a",
        requires: [{ policies: [["asked"]] }],
        missing: [{ policies: [["asked"]] }],
      },
    });
    expect(events.flatMap(({ denials }) => denials.map(({ reason }) => reason))).toEqual([`policy-${outcome}`]);
    expect(events[0]?.denials[0]?.cause === undefined).toBe(outcome === "refused");
  });
});

describe("policies", () => {
  it("are any of the outer list, all of an inner one, each asked once, in order, until it is clear", async () => {
    const asked: string[] = [];
    const says =
      (name: string, answer: boolean): Policy =>
      () => {
        asked.push(name);
        return answer;
      };
    const policies = { yes: says("yes", true), no: says("no", false), too: says("too", true) };
    const sdl = (rule: string) => `type Query { a: String ${rule} }`;
    const rows = [
      ['@auth(policies: [["yes", "no"], ["too"]])', true, ["yes", "no", "too"]],
      ['@auth(policies: [["no", "yes"], ["yes", "no"]])', false, ["no", "yes"]],
      ['@auth(policies: "yes") @auth(policies: "no") @auth(policies: "too")', false, ["yes", "no", "too"]],
      ['@auth(policies: ["yes", "no"]) @auth(policies: "too")', true, ["yes", "too"]],
    ] as const;
    for (const [rule, isLetIn, order] of rows) {
      asked.length = 0;
      const result = await ask(toSchema(policies, sdl(rule)), "{ a }", alice);
      expect([result.errors === undefined, ...asked]).toEqual([isLetIn, ...order]);
    }
  });

  it("are not asked about nobody, nor about somebody without the role", async () => {
    let count = 0;
    const policies = {
      asked: () => {
        count += 1;
        return true;
      },
    };
    const schema = toSchema(policies, 'type Query { a: String @auth(roles: "admin", policies: "asked") }');
    expect(toDenied(await ask(schema, "{ a }", null))).toEqual(["UNAUTHENTICATED Query.a"]);
    expect(toDenied(await ask(schema, "{ a }", alice))).toEqual(["FORBIDDEN Query.a"]);
    expect(count).toBe(0);
  });

  it("see the row, and deny one without the others", async () => {
    const owner: Policy = ({ subject }, { parent }) =>
      typeof parent === "object" && parent !== null && "owner" in parent && parent.owner === subject;
    const sdl = 'type Query { notes: [Note] @auth } type Note { id: Int text: String @auth(policies: "owner") }';
    const result = await ask(toSchema({ owner }, sdl), "{ notes { id text } }", alice);
    expect(result.data).toEqual({
      notes: [
        { id: 1, text: "mine" },
        { id: 2, text: null },
      ],
    });
    expect(result.errors?.map(({ path }) => path)).toEqual([["notes", 1, "text"]]);
  });

  it("get the arguments, the context and the info of the field", async () => {
    const questions: unknown[] = [];
    const policies: Record<string, Policy> = {
      asked: (identity, { parent, args, context, info }) => {
        questions.push([identity, parent, args, context.identity, `${info.parentType}.${info.fieldName}`]);
        return true;
      },
    };
    const schema = toSchema(policies, 'type Query { a(x: Int): String @auth(policies: "asked") }');
    await ask(schema, "{ a(x: 5) }", alice);
    expect(questions).toEqual([[alice, undefined, { x: 5 }, alice, "Query.a"]]);
  });

  it("on a type are asked by the field that returns it and by each of its fields", async () => {
    const asked: string[] = [];
    const policies: Record<string, Policy> = {
      asked: (_, { info }) => {
        asked.push(`${info.parentType}.${info.fieldName}`);
        return true;
      },
    };
    const sdl =
      'type Query { notes: [Note], any: Any @public } type Note @auth(policies: "asked") { id: Int } union Any = Note';
    const schema = toGuarded(
      sdl,
      { Query: { notes: () => [{ id: 1 }], any: () => ({ __typename: "Note", id: 2 }) } },
      { policies },
    );
    await ask(schema, "{ notes { id } }", alice);
    await ask(schema, "{ any { ... on Note { id } } }", alice);
    expect(asked).toEqual(["Query.notes", "Note.id", "Query.any", "Note.id"]);
  });

  it("on an argument are asked when it is supplied", async () => {
    const schema = toSchema(
      { asked: () => false },
      'type Query { a(x: Int @auth(policies: "asked")): String @public }',
    );
    expect(toDenied(await ask(schema, "{ a }", alice))).toEqual([]);
    expect(toDenied(await ask(schema, "{ a(x: 1) }", alice))).toEqual(["FORBIDDEN Query.a(x:)"]);
  });
});
