import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type AuditResult, serverAudits } from "graphql-http";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;
const rows: {
  readonly id: string;
  readonly level: string;
  readonly name: string;
  readonly status: AuditResult["status"];
}[] = [];
beforeAll(async () => {
  api = await startApi({ introspection: true });
  for (const { id, name, fn } of serverAudits({ url: api.url })) {
    const [, level = "", rest = ""] = /^(MUST|SHOULD|MAY)(?: NOT)? (.*)$/.exec(name) ?? [];
    rows.push({ id, level, name: rest, status: (await fn()).status });
  }
});
afterAll(() => api.close());

const passed = (level: string) => {
  const ofLevel = rows.filter((row) => row.level === level);
  return `${ofLevel.filter(({ status }) => status === "ok").length} of ${ofLevel.length} ${level}`;
};

describe("G032 the audits of graphql-http", () => {
  it("are passed: every MUST and every SHOULD", () => {
    const sums = ["MUST", "SHOULD", "MAY"].map(passed);
    const table = rows.map(({ id, level, status, name }) => `${id}  ${level.padEnd(6)}  ${status.padEnd(6)}  ${name}`);
    console.info([...table, sums.join(", ")].join("\n"));
    expect(sums).toEqual(["13 of 13 MUST", "23 of 23 SHOULD", "22 of 25 MAY"]);
  });
});

describe("the status of a request that GraphQL finds fault with", () => {
  const faults: [string, string, object, number][] = [
    ["a document that cannot be parsed", "{", {}, 200],
    ["a variable that cannot be coerced", "query ($id: ID!) { __typename }", { id: null }, 200],
    ["a field that there is not", "{ nothing }", {}, 400],
    ["too many tokens", `{ ${"__typename ".repeat(1_200)} }`, {}, 400],
    ["too deep", `{ ${"a { ".repeat(30)} b ${"}".repeat(30)} }`, {}, 400],
    ["nobody who asks", "{ me { id } }", {}, 401],
  ];

  it.each(faults)(
    "is 400 or more, and for who accepts application/json alone what the specification says: %s",
    async (_name, query, variables, status) => {
      for (const path of ["/graphql", "/graphql?at-length"]) {
        const ask = async (accept: string) => {
          const headers = { "content-type": "application/json", accept };
          return api.send(path, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
        };
        for (const accept of ["*/*", "application/graphql-response+json", "application/json, */*"])
          expect((await ask(accept)).status).toBe(Math.max(status, 400));
        const alone = await ask("application/json");
        expect([alone.status, alone.body.errors.length > 0, "data" in alone.body]).toEqual([status, true, false]);
      }
    },
  );
});
