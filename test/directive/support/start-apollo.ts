import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import type { GraphQLSchema } from "graphql";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { callers, isCallerName } from "./callers.js";

export interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly text: string;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: ReadonlyArray<{
      readonly message: string;
      readonly path?: unknown;
      readonly extensions: Readonly<Record<string, unknown>>;
    }>;
  };
}

export interface Asked {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly extensions?: unknown;
}

export interface Api {
  post(asked: Asked, caller: string): Promise<Answer>;
  get(asked: Asked, caller: string): Promise<Answer>;
  stop(): Promise<void>;
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const challenge = response.headers.get("www-authenticate");
  return { status: response.status, challenge, text, body: JSON.parse(text) };
}

/** A plain Apollo Server on loopback. The header `x-test-caller` says who is calling. */
export async function startApollo(schema: GraphQLSchema, plugins: ApolloServerPlugin<AuthContext>[]): Promise<Api> {
  const apollo = new ApolloServer<AuthContext>({
    schema,
    plugins,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(apollo, {
    listen: { host: "127.0.0.1", port: 0 },
    context: async ({ req }) => {
      const name = req.headers["x-test-caller"];
      return isCallerName(name) ? callers[name].context() : { identity: null };
    },
  });
  return {
    post: async (asked, caller) =>
      toAnswer(
        await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json", "x-test-caller": caller },
          body: JSON.stringify(asked),
        }),
      ),
    get: async (asked, caller) => {
      const parameters = Object.entries(asked).map(([name, value]): [string, string] => [
        name,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
      const headers = { "apollo-require-preflight": "1", "x-test-caller": caller };
      return toAnswer(await fetch(`${url}?${new URLSearchParams(parameters)}`, { headers }));
    },
    stop: () => apollo.stop(),
  };
}
