import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { pino } from "pino";
import { createFormatError } from "#latchkey/graphql/apollo/format-error.js";
import { createApp } from "#latchkey/http/create-app.js";
import { toLogOptions } from "#latchkey/telemetry/create-log.js";
import { type Api, startApi } from "../support/start-api.js";

const secret = "S3CRET-of-a-database";

class Hostile extends Error {
  override get message(): string {
    throw new Error("hidden words");
  }
  override get stack(): string {
    throw new Error("hidden words");
  }
}

function hostileObject(): object {
  return {
    get message() {
      throw new Error("hidden words");
    },
    toJSON() {
      throw new Error("hidden words");
    },
    toString() {
      throw new Error("hidden words");
    },
  };
}

const hostileProxy = () =>
  new Proxy(new Error("hidden words"), {
    get() {
      throw new Error("hidden words");
    },
    getPrototypeOf() {
      throw new Error("hidden words");
    },
    ownKeys() {
      throw new Error("hidden words");
    },
  });

class NotFound extends Error {
  readonly extensions = { code: "NOT_FOUND", secret };
}

const circular: Record<string, unknown> = {};
circular.itself = circular;
const large = 2n ** 64n;
const failing = {
  toJSON() {
    throw new Error("hidden words");
  },
};

/** What a resolver throws, and what of it the log has. */
const thrown: [string, string, () => unknown, RegExp][] = [
  [
    "G023",
    "an Error",
    () => new Error(`connection refused, password=${secret}`),
    /connection refused, password=\[redacted\]/,
  ],
  [
    "G023",
    "an Error of a database's address",
    () => new Error(`cannot reach postgres://api:${secret}@db/shop`),
    /cannot reach postgres:\/\/\[redacted\]@db\/shop/,
  ],
  [
    "G023",
    "an Error with a cause",
    () => new Error("outer", { cause: new Error("inner") }),
    /"cause":\{"type":"Error","message":"inner"/,
  ],
  [
    "G023",
    "an AggregateError",
    () => new AggregateError([new Error("first"), new Error("second")], "all of them"),
    /"message":"all of them".*"message":"first".*"message":"second"/,
  ],
  ["G023", "a TypeError", () => Reflect.get(Object(undefined), "x").y, /"type":"TypeError"/],
  ["G023", "a string", () => `password=${secret}`, /Unexpected error value/],
  ["G023", "null", () => null, /Unexpected error value: null/],
  ["G023", "undefined", () => undefined, /Unexpected error value: undefined/],
  ["G023", "a number", () => 42, /Unexpected error value: 42/],
  ["G023", "a symbol", () => Symbol("x"), /Unexpected error value/],
  ["G023", "a function", () => () => secret, /Unexpected error value/],
  ["G023", "an object", () => ({ password: secret }), /Unexpected error value/],
  ["G023", "an object without a prototype", () => Object.create(null), /Unexpected error value/],
  ["G023", "an object whose getters throw", hostileObject, /"msg":"Unexpected error"/],
  ["G023", "an Error whose getters throw", () => new Hostile(), /"msg":"Unexpected error"/],
  ["G023", "a Proxy whose traps throw", hostileProxy, /"msg":"Unexpected error"/],
  [
    "G023",
    "an Error whose message is a number",
    () => Object.assign(new Error("x"), { message: 42 }),
    /"msg":"Unexpected error"/,
  ],
  [
    "G023",
    "an Error with extensions and a code, which is no GraphQLError",
    () => new NotFound("hidden words"),
    /hidden words/,
  ],
  [
    "G023",
    "a GraphQLError without a code",
    () => new GraphQLError("hidden words", { extensions: { secret } }),
    /"msg":"Unexpected error"/,
  ],
  [
    "G023",
    "a GraphQLError with the code of an unexpected error",
    () => new GraphQLError("hidden words", { extensions: { code: "INTERNAL_SERVER_ERROR", secret } }),
    /"msg":"Unexpected error"/,
  ],
];

/** What a resolver returns, and cannot be put into an answer. */
const returned: [string, string, () => unknown][] = [
  ["G023", "a large number", () => large],
  ["G023", "an object that holds itself", () => circular],
  ["G023", "an object whose toJSON throws", () => failing],
  ["G023", "a list that cannot be walked", () => hostileProxy()],
];

let api: Api;
let pick: () => unknown;
beforeAll(async () => {
  const extension = {
    typeDefs: `
      extend type Query { thrown: JSON @public rejected: JSON @public returned: JSON @public strict: JSON! @public fine: JSON @public }`,
    resolvers: {
      Query: {
        thrown: () => {
          throw pick();
        },
        rejected: () => Promise.reject(pick()),
        returned: () => pick(),
        strict: () => {
          throw pick();
        },
        fine: () => "fine",
      },
    },
  };
  api = await startApi({ logLevel: "info" }, {}, undefined, { extension });
});
afterAll(() => api.close());

async function expectMasked(query: string, headers: Record<string, string> = {}): Promise<string> {
  const { status, body, text, headers: given } = await api.ask(query, { headers });
  const [error, ...others] = body.errors;
  expect([status, others, error.message, error.extensions.code]).toEqual([
    500,
    [],
    "Internal server error",
    "INTERNAL_SERVER_ERROR",
  ]);
  expect(Object.keys(error.extensions).sort()).toEqual(["code", "errorId"]);
  expect(text).not.toMatch(/S3CRET|hidden words|\bat \/|stack|node_modules/);
  expect(given.get("content-type")).toMatch(/^application\/(graphql-response\+)?json\b/);
  const lines = api
    .logged()
    .split("\n")
    .filter((line) => line.includes(error.extensions.errorId));
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

describe("what a resolver throws and was not meant for a client", () => {
  describe.each(["thrown", "rejected", "strict"])("%s", (field) => {
    it.each(thrown)("%s S10 is masked, and the log has it by its id: %s", async (_id, _name, make, words) => {
      pick = make;
      const line = await expectMasked(`{ ${field} }`);
      expect(line).toMatch(words);
      expect(line).toMatch(/"level":50/);
      expect(line).not.toContain(secret);
    });
  });

  it("G025 has no stack on the wire in any mode", async () => {
    pick = () => new Error("x");
    for (const settings of [
      { introspection: true, local: true },
      { introspection: false, local: false },
    ]) {
      const other = await startApi(settings, {}, undefined, {
        extension: {
          typeDefs: "extend type Query { thrown: JSON @public }",
          resolvers: { Query: { thrown: () => Promise.reject(pick()) } },
        },
      });
      const { text } = await other.ask("{ thrown }");
      expect(text).not.toMatch(/\bat |stack/);
      expect(text).toContain("errorId");
      await other.close();
    }
  });

  it("leaves the rest of an answer as it is", async () => {
    pick = () => new Error(secret);
    const { status, body } = await api.ask("{ fine thrown }");
    expect([status, body.data]).toEqual([200, { fine: "fine", thrown: null }]);
    expect(body.errors).toMatchObject([{ message: "Internal server error", path: ["thrown"] }]);
  });
});

describe("what a resolver returns and no answer can hold", () => {
  it.each(["*/*", "application/json, application/graphql-response+json;q=0.5"])("accepting %s", async (accept) => {
    for (const [, , make] of returned) {
      pick = make;
      expect(await expectMasked("{ returned }", { accept })).toMatch(/"level":50/);
    }
  });
});

describe("what the server itself throws", () => {
  const plugins: [string, ApolloServerPlugin][] = [
    ["as a request begins", { requestDidStart: () => Promise.reject(new Error("hidden words")) }],
    [
      "once the operation is known",
      { requestDidStart: async () => ({ didResolveOperation: () => Promise.reject(new Error("hidden words")) }) },
    ],
    [
      "before the answer is sent",
      { requestDidStart: async () => ({ willSendResponse: () => Promise.reject(new Error("hidden words")) }) },
    ],
  ];
  const context = async () => ({});
  const refuseContext = async () => {
    throw new Error("hidden words");
  };

  it.each<[string, string, ApolloServerPlugin, () => Promise<object>, string]>([
    ["G024", "in the context, on the way of ordinary requests", {}, refuseContext, "*/*"],
    ["G024", "in the context, on the way of all others", {}, refuseContext, "text/x"],
    ...plugins.flatMap(([name, plugin]) =>
      ["*/*", "text/x, */*"].map((accept): [string, string, ApolloServerPlugin, () => Promise<object>, string] => [
        "G023",
        `in a plugin ${name}, accepting ${accept}`,
        plugin,
        context,
        accept,
      ]),
    ),
  ])("%s is masked, and the log has it by its id: %s", async (_id, _name, plugin, createContext, accept) => {
    const lines: string[] = [];
    const log = pino(toLogOptions("info"), { write: (line: string) => void lines.push(line) });
    const apollo = new ApolloServer({
      typeDefs: "type Query { fine: String }",
      formatError: createFormatError(log),
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      logger: log,
      plugins: [plugin],
    });
    await apollo.start();
    const app = await createApp({
      apollo,
      answer: (request, contextValue) => apollo.executeOperation(request, { contextValue }),
      createContext,
      isReady: () => true,
      corsOrigins: [],
      trustedProxies: [],
      maxConnections: 10,
      maxEventLoopDelay: 10_000,
      observe: () => {},
      enter: undefined,
      receiveLogoutToken: async () => "refused",
      explorer: null,
      log,
    });
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const answer = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept },
      body: '{"query":"{ fine }"}',
    });
    const text = await answer.text();
    await app.close();
    await apollo.stop();
    expect([answer.status, JSON.parse(text).errors[0].message]).toEqual([500, "Internal server error"]);
    expect(text).not.toContain("hidden words");
    const { errorId } = JSON.parse(text).errors[0].extensions;
    expect(errorId).toMatch(/^[\da-f-]{36}$/);
    expect(lines.filter((line) => line.includes(errorId))).toHaveLength(1);
    expect(lines.join("")).toContain("hidden words");
  });
});

describe("the log", () => {
  it.each<[string, () => unknown]>([
    ["an Error whose getters throw", () => new Hostile()],
    ["a Proxy whose traps throw", hostileProxy],
    ["an object whose getters throw", hostileObject],
  ])("has a line for whatever it is given: %s", (_name, make) => {
    const lines: string[] = [];
    const log = pino(toLogOptions("info"), { write: (line: string) => void lines.push(line) });
    log.error({ errorId: "7", err: make() }, "Unexpected error");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"errorId":"7","err":"\[un/);
  });
});

describe("a GraphQLError with a code of its own", () => {
  it("is meant for the client: it arrives as it is", async () => {
    pick = () => new GraphQLError("No such order", { extensions: { code: "NO_SUCH_ORDER", order: 7 } });
    const { status, body } = await api.ask("{ fine thrown }");
    expect([status, body.errors]).toMatchObject([
      200,
      [{ message: "No such order", path: ["thrown"], extensions: { code: "NO_SUCH_ORDER", order: 7 } }],
    ]);
  });

  it("says with which status, where nothing else is delivered", async () => {
    pick = () => new GraphQLError("No such order", { extensions: { code: "NO_SUCH_ORDER", http: { status: 404 } } });
    const { status, body } = await api.ask("{ thrown }");
    expect([status, body.errors[0].extensions]).toEqual([404, { code: "NO_SUCH_ORDER" }]);
  });
});
