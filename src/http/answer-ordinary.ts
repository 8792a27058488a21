import { isUtf8 } from "node:buffer";
import { Readable } from "node:stream";
import type { GraphQLRequest, GraphQLResponse } from "@apollo/server";
import type { FastifyReply, FastifyRequest, preParsingHookHandler } from "fastify";
import { readBody } from "./read-body.js";
import { stages } from "./stages.js";
import { toGraphqlRequest } from "./to-graphql-request.js";
import { writeAnswer } from "./write-answer.js";

/** Answers an operation, at once where that can be. */
export type AnswerOperation<Context> = (
  request: GraphQLRequest,
  contextValue: Context,
) => GraphQLResponse | Promise<GraphQLResponse>;

export type CreateContext<Context> = (request: FastifyRequest, reply: FastifyReply) => Context | Promise<Context>;

/** JSON in UTF-8. */
export const jsonInUtf8 = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

const json = "application/json; charset=utf-8";
const graphqlJson = "application/graphql-response+json; charset=utf-8";
/** What Apollo answers with, by the `Accept` of common clients. Any other is negotiated. */
const contentTypes = new Map<string | undefined, string>([
  [undefined, json],
  ["*/*", json],
  ["application/json", json],
  ["application/graphql-response+json", graphqlJson],
  ["application/graphql-response+json,application/json;q=0.9", graphqlJson],
  ["application/graphql-response+json, application/json;q=0.9", graphqlJson],
  ["application/graphql-response+json, application/json", graphqlJson],
  [
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
    graphqlJson,
  ],
]);

interface OrdinaryOptions<Context> {
  readonly answer: AnswerOperation<Context>;
  readonly createContext: CreateContext<Context>;
  /** Bytes. */
  readonly bodyLimit: number;
  /** Fastify's own, which calls back at once. */
  readonly parseJson: (
    request: FastifyRequest,
    text: string,
    done: (error: Error | null, body?: unknown) => void,
  ) => void;
  /** Runs the rest of a request, for who has to be around it. */
  readonly enter: ((request: FastifyRequest, next: () => void) => void) | undefined;
}

/**
 * Answers an ordinary POST in one write, without Fastify's parser and reply and without Apollo's HTTP layer; any other
 * request goes on its way. Whoever asks cannot tell the two apart.
 *
 * An ordinary POST has no query string, a JSON body of a stated length, an `Accept` that is known here, and in its body
 * an object that holds a `query` and nothing of the wrong type. It leaves those layers nothing to refuse: what a page of
 * another origin can send without being asked (CSRF) is not JSON, and batches, GET, multipart answers and HTML are not
 * ordinary.
 */
export function answerOrdinary<Context extends object>(options: OrdinaryOptions<Context>): preParsingHookHandler {
  const { answer, createContext, bodyLimit, parseJson, enter } = options;

  function read(request: FastifyRequest, body: Buffer): GraphQLRequest | undefined {
    let asked: GraphQLRequest | undefined;
    // Decoded without a look, what is not UTF-8 would be taken for something else.
    if (isUtf8(body))
      parseJson(request, body.toString(), (_error, parsed) => (asked = toGraphqlRequest(request, parsed)));
    return asked;
  }

  return (request, reply, payload, done) => {
    const found = contentTypes.get(request.headers.accept);
    if (found === undefined || !mayBeOrdinary(request, bodyLimit)) {
      done(null, payload);
      return;
    }
    const contentType = found;

    function fail(error: unknown): void {
      done(error instanceof Error ? error : new Error("Unexpected error", { cause: error }));
    }
    function answerIn(contextValue: Context, asked: GraphQLRequest): void {
      const answered = answer(asked, contextValue);
      if ("then" in answered) answered.then((late) => writeAnswer(reply, late, contentType)).catch(fail);
      else writeAnswer(reply, answered, contentType);
    }
    function receive(body: Buffer): void {
      const goOn = () => done(null, Readable.from(body));
      const asked = read(request, body);
      let contextValue: Context | Promise<Context> | undefined;
      try {
        contextValue = asked && createContext(request, reply);
      } catch {
        // It fails there again, and is answered.
      }
      if (asked === undefined || contextValue === undefined) goOn();
      else if ("then" in contextValue) contextValue.then((late) => answerIn(late, asked), goOn).catch(fail);
      else answerIn(contextValue, asked);
    }

    function work(body: Buffer): void {
      try {
        if (enter === undefined) receive(body);
        else enter(request, () => receive(body));
      } catch (error) {
        fail(error);
      }
    }

    readBody(
      payload,
      (body) => stages.answer(() => work(body)),
      (error) => done(Object.assign(error, { statusCode: 400 })),
    );
  };
}

/** By its head. */
function mayBeOrdinary({ method, url, headers }: FastifyRequest, bodyLimit: number): boolean {
  if (method !== "POST" || url !== "/graphql" || !(Number(headers["content-length"]) <= bodyLimit)) return false;
  const type = headers["content-type"];
  return type === "application/json" || (type !== undefined && jsonInUtf8.test(type));
}
