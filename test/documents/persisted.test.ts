import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { runMain } from "../support/run-main.js";
import { type Answer, type Api, startApi } from "../support/start-api.js";
import { people } from "./people.js";

const paged = "query People($first: Int) { people(first: $first) { name } }";
const documents = [operations.me, operations.login, paged, "query A { __typename } query B { person { name } }"];
const toHash = (source: string) => createHash("sha256").update(source).digest("hex");
const toFile = (sources: readonly string[], prefix = "sha256:") =>
  JSON.stringify(Object.fromEntries(sources.map((source) => [`${prefix}${toHash(source)}`, source])));

let folder: string;
let api: Api;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-"));
  const persistedOperations = join(folder, "persisted-documents.json");
  await writeFile(persistedOperations, toFile(documents));
  api = await startApi({ persistedOperations }, {}, undefined, { extension: people });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const post = (body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  api.send("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });

describe("an operation on the list is answered", () => {
  it.each<[string, object]>([
    ["by its hash in the extension", { extensions: persisted(toHash(paged)) }],
    ["by its hash with the name of the algorithm", { extensions: persisted(`sha256:${toHash(paged)}`) }],
    ["by its documentId", { documentId: `sha256:${toHash(paged)}` }],
    ["by its hash in capitals", { extensions: persisted(toHash(paged).toUpperCase()) }],
    ["in full", { query: paged }],
    ["in full, with its hash", { query: paged, extensions: persisted(toHash(paged)) }],
    ["by its hash both ways", { documentId: toHash(paged), extensions: persisted(toHash(paged)) }],
  ])("%s", async (_how, request) => {
    const { status, body } = await post({ ...request, operationName: "People", variables: { first: 1 } });
    expect([status, body]).toEqual([200, { data: { people: [{ name: "alice" }] } }]);
  });

  it("by GET", async () => {
    const headers = { "apollo-require-preflight": "1" };
    const extensions = encodeURIComponent(JSON.stringify(persisted(toHash(paged))));
    for (const search of [`extensions=${extensions}`, `documentId=sha256:${toHash(paged)}`]) {
      expect((await api.send(`/graphql?${search}`, { headers })).body.data.people).toHaveLength(2);
    }
  });

  it("by the name of one of several in a document", async () => {
    const { body } = await post({ extensions: persisted(toHash(documents[3] ?? "")), operationName: "B" });
    expect(body).toEqual({ data: { person: { name: "alice" } } });
  });

  it("to whom it is for: a guard is a guard", async () => {
    const request = { extensions: persisted(toHash(operations.me)) };
    expect((await post(request)).status).toBe(401);
    const { body } = await post(request, { authorization: `Bearer ${api.provider.mint()}` });
    expect(body.data.me.id).toEqual(expect.any(String));
  });

  it("with a password that is right", async () => {
    const { body } = await post({ extensions: persisted(toHash(operations.login)), variables: alice });
    expect(body.data.login.tokenType).toBe("Bearer");
  });

  it("unless its variables make it too much", async () => {
    const { status, body } = await post({ extensions: persisted(toHash(paged)), variables: { first: 100_000 } });
    expect([status, body.errors[0].extensions.code]).toEqual([400, "BAD_USER_INPUT"]);
  });
});

describe("anything else is refused before anything runs", () => {
  it.each<[string, object]>([
    ["an operation in full", { query: "{ person { name } }" }],
    ["introspection", { query: "{ __schema { types { name } } }" }],
    ["__typename", { query: "{ __typename }" }],
    ["one of the list with a space more", { query: `${paged} ` }],
    ["what is no GraphQL", { query: "{" }],
    ["a hash that is not on the list", { extensions: persisted("a".repeat(64)) }],
    [
      "a hash with its operation, as clients do that register it",
      { query: "{ person { name } }", extensions: persisted(toHash("{ person { name } }")) },
    ],
    ["one on the list with the documentId of another", { query: paged, documentId: toHash(operations.me) }],
    ["one on the list with a documentId that is none", { query: paged, documentId: 1 }],
    [
      "the hash of one on the list with another operation",
      { query: "{ person { name } }", extensions: persisted(toHash(paged)) },
    ],
    ["two hashes of the list", { documentId: toHash(paged), extensions: persisted(toHash(operations.me)) }],
    ["no hash", { extensions: persisted(undefined) }],
    ["a hash that is no text", { extensions: persisted({ a: 1 }) }],
    ["a documentId that is no text", { documentId: 1 }],
    ["a name that every object has", { documentId: "__proto__" }],
    ["an empty hash", { extensions: persisted("") }],
  ])("%s", async (_what, request) => {
    for (let i = 0; i < 2; i++) {
      const { status, headers, body } = await post(request);
      const error = { message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } };
      expect([status, body]).toEqual([400, { errors: [error] }]);
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("a request that names none", async () => {
    const { status, body } = await post({ variables: {} });
    expect([status, body.errors[0].extensions.code]).toEqual([400, "BAD_REQUEST"]);
  });
});

describe("a list that is of no use stops the start, naming the setting", () => {
  it.each<[string, string | null, RegExp]>([
    ["a file that is not there", null, /PERSISTED_OPERATIONS cannot be read \(ENOENT\)/],
    ["no JSON", "{", /PERSISTED_OPERATIONS is not a JSON file of documents/],
    ["a list of JSON", "[]", /PERSISTED_OPERATIONS is not a JSON file of documents/],
    ["documents that are no text", '{"a":1}', /PERSISTED_OPERATIONS is not a JSON file of documents/],
    ["nothing in it", "{}", /PERSISTED_OPERATIONS holds no document/],
    [
      "a wrong hash",
      JSON.stringify({ ["a".repeat(64)]: paged }),
      /PERSISTED_OPERATIONS has a hash that is not the SHA-256/,
    ],
    [
      "a SHA-1",
      JSON.stringify({ [createHash("sha1").update(paged).digest("hex")]: paged }),
      /PERSISTED_OPERATIONS has a hash/,
    ],
    ["no GraphQL", toFile(["{"]), /PERSISTED_OPERATIONS holds what is refused here: \{: Syntax Error/],
    [
      "a field that there is not",
      toFile(["{ hell }"]),
      /holds what is refused here: \{ hell \}: Cannot query field "hell"/,
    ],
    ["what is beyond the limits", toFile([`{ ${"__typename ".repeat(2_000)} }`]), /more tha[nt] 1000 tokens/],
    [
      "too many aliases",
      toFile([`{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(" ")} }`]),
      /Too many aliases/,
    ],
    ["introspection, where it is off", toFile(["{ __schema { types { name } } }"]), /introspection has been disabled/],
  ])("%s", async (_what, content, message) => {
    const { code, stderr } = await runMain(
      { PORT: "0", PROVIDER_PORT: "0", PERSISTED_OPERATIONS: "list.json", INTROSPECTION: "off" },
      async (where) => {
        if (content !== null) await writeFile(join(where, "list.json"), content);
      },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });
});
