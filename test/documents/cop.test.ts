import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  api = await startApi({ introspection: false, explorer: false, corsOrigins: [] });
});
afterAll(() => api.close());

const json = { "content-type": "application/json" };
const many = (count: number, toText: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => toText(i)).join(" ");
const query = (document: string) => () => api.ask(document);
const urlEncoded = (document: string) => `/graphql?query=${encodeURIComponent(document)}`;

/** What graphql-cop looks for, with its severity, and the answer in which it would see it. */
const checks: [string, string, () => Promise<Answer>, (answer: Answer) => boolean][] = [
  [
    "HIGH",
    "100 aliases",
    query(`{ ${many(101, (i) => `alias${i}: __typename`)} }`),
    ({ body }) => body.data?.alias100 !== undefined,
  ],
  [
    "HIGH",
    "a batch of ten",
    () =>
      api.send("/graphql", {
        method: "POST",
        headers: json,
        body: JSON.stringify(Array(10).fill({ query: "{ __typename }" })),
      }),
    ({ body }) => Array.isArray(body) && body.length >= 10,
  ],
  [
    "HIGH",
    "a circle through introspection",
    query(`{ __schema { types { ${"fields { type { ".repeat(4)} name ${"} } ".repeat(4)} } } }`),
    ({ body }) => (body.data?.__schema?.types.length ?? 0) > 25,
  ],
  [
    "HIGH",
    "ten directives that there are not, each with an error",
    query(`{ __typename ${"@aa".repeat(10)} }`),
    ({ body }) => body.errors?.length === 10,
  ],
  [
    "HIGH",
    "one field 500 times",
    query(`{ ${many(500, () => "__typename")} }`),
    ({ body }) => body.data?.__typename !== undefined,
  ],
  [
    "HIGH",
    "fragments that hold each other",
    query("{ __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }"),
    ({ body }) => !("errors" in body),
  ],
  [
    "HIGH",
    "introspection",
    query("{ __schema { types { name fields { name } } } }"),
    ({ body }) => body.data?.__schema !== undefined,
  ],
  [
    "MEDIUM",
    "a query by GET",
    () => api.send(urlEncoded("{ __typename }")),
    ({ body }) => body.data?.__typename !== undefined,
  ],
  [
    "MEDIUM",
    "a mutation by GET",
    () => api.send(urlEncoded("mutation { __typename }")),
    ({ body }) => body.data?.__typename !== undefined,
  ],
  [
    "MEDIUM",
    "a query in the address of a POST",
    () => api.send(urlEncoded("{ __typename }"), { method: "POST" }),
    ({ body }) => body.data?.__typename !== undefined,
  ],
  [
    "MEDIUM",
    "a form",
    () => api.send("/graphql", { method: "POST", body: new URLSearchParams({ query: "{ __typename }" }) }),
    ({ body }) => body.data?.__typename !== undefined,
  ],
  ["LOW", "suggestions", query("{ __schema { directive } }"), ({ text }) => text.includes("Did you mean")],
  [
    "LOW",
    "a page of GraphiQL",
    async () => {
      const pages = await Promise.all(
        ["/graphiql", "/playground", "/console", "/graphql"].map((path) =>
          api.send(path, { headers: { accept: "text/html" } }),
        ),
      );
      return pages.find(({ headers }) => headers.get("content-type")?.includes("html")) ?? pages[0] ?? api.send("/");
    },
    ({ text }) => /graphiql|playground|<html/i.test(text),
  ],
  ["INFO", "traces", query("{ __typename }"), ({ text }) => /tracing|exception|stacktrace/i.test(text)],
  [
    "INFO",
    "errors that nobody has handled",
    query("qwerty cop { abc }"),
    ({ text }) => /exception|stacktrace/i.test(text),
  ],
];

describe("G033 graphql-cop finds nothing with the settings of prod", () => {
  it.each(checks)("%s: %s", async (_severity, _name, ask, isFound) => {
    const answer = await ask();
    expect(isFound(answer)).toBe(false);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json\b/);
    expect(answer.status).toBeLessThan(500);
  });
});
