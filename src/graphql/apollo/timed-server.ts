import {
  ApolloServer,
  type ApolloServerOptions,
  type BaseContext,
  type GraphQLRequest,
  type GraphQLResponse,
  HeaderMap,
  type HTTPGraphQLResponse,
} from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { AuthContext } from "../context.js";
import { answers, toTimeout } from "../errors.js";
import { isPromise } from "../execute/is-promise.js";
import { createDeadline } from "./create-deadline.js";
import type { Shortcut } from "./shortcut.js";

/** A context through which whoever works on an answer learns that it is too late for it. */
interface TimedContext extends AuthContext {
  readonly call: { end(reason: Error): void };
}

type HttpRequest<Context extends BaseContext> = Parameters<ApolloServer<Context>["executeHTTPGraphQLRequest"]>[0];

const { status } = answers.TIMEOUT;
const graphqlJson = "application/graphql-response+json";

/**
 * An Apollo Server that answers 504 `TIMEOUT` once a request has taken too long, whatever its resolvers wait for: Apollo
 * has no hook that could end an execution. What comes of it later is dropped.
 */
export class TimedServer<Context extends TimedContext> extends ApolloServer<Context> {
  readonly #seconds: number;
  readonly #deadline: ReturnType<typeof createDeadline>;
  readonly #shortcut: Shortcut<Context> | undefined;

  /** `executionTimeout`: in seconds. */
  constructor(
    options: ApolloServerOptions<Context> & {
      readonly executionTimeout: number;
      readonly shortcut: Shortcut<Context> | undefined;
    },
  ) {
    super(options);
    this.#seconds = options.executionTimeout;
    this.#deadline = createDeadline(options.executionTimeout * 1000);
    this.#shortcut = options.shortcut;
  }

  /** As `executeOperation`, on the shortcut where there is one, and at once where nothing has to be waited for. */
  answer(request: GraphQLRequest, contextValue: Context): GraphQLResponse | Promise<GraphQLResponse> {
    const found = this.#shortcut?.execute(request, contextValue);
    if (found === undefined) return this.executeOperation(request, { contextValue });
    if (!isPromise(found)) return found;
    const answering = found.then((late) => late ?? super.executeOperation(request, { contextValue }));
    return this.#inTime(answering, (error) => this.#toLate(error, contextValue));
  }

  override executeHTTPGraphQLRequest({ httpGraphQLRequest, context }: HttpRequest<Context>) {
    let making: Promise<Context> | undefined;
    const request = { httpGraphQLRequest, context: () => (making = context()) };
    return this.#inTime<HTTPGraphQLResponse>(super.executeHTTPGraphQLRequest(request), (error) => {
      making?.then(
        ({ call }) => call.end(error),
        () => {},
      );
      const string = `${JSON.stringify({ errors: [toFormatted(error)] })}\n`;
      const type = httpGraphQLRequest.headers.get("accept")?.includes(graphqlJson) ? graphqlJson : "application/json";
      const headers = new HeaderMap([["content-type", `${type}; charset=utf-8`]]);
      return { status, headers, body: { kind: "complete", string } };
    });
  }

  override executeOperation<Data = Record<string, unknown>>(
    request: GraphQLRequest,
    options: { readonly contextValue?: Context } = {},
  ) {
    return this.#inTime<GraphQLResponse<Data>>(super.executeOperation<Data>(request, options), (error) =>
      this.#toLate(error, options.contextValue),
    );
  }

  #toLate(error: GraphQLError, contextValue: Context | undefined): GraphQLResponse<never> {
    contextValue?.call.end(error);
    const singleResult = { errors: [toFormatted(error)] };
    return { http: { status, headers: new HeaderMap() }, body: { kind: "single", singleResult } };
  }

  #inTime<Answer>(answering: Promise<Answer>, toLate: (error: GraphQLError) => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const done = this.#deadline.start(() => resolve(toLate(toTimeout(this.#seconds))));
      answering.then(
        (answer) => {
          done();
          resolve(answer);
        },
        (error: unknown) => {
          done();
          reject(error);
        },
      );
    });
  }
}

function toFormatted({ message, extensions: { code } }: GraphQLError) {
  return { message, extensions: { code } };
}
