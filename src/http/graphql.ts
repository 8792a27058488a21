import { isUtf8 } from "node:buffer";
import type { ApolloServer, BaseContext } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AnswerOperation, answerOrdinary, type CreateContext, jsonInUtf8 } from "./answer-ordinary.js";
import { refuse } from "./refuse.js";
import { watchEventLoop } from "./watch-event-loop.js";

export interface GraphQLOptions<Context extends BaseContext, Observed> {
  /** Started already. */
  readonly apollo: ApolloServer<Context>;
  readonly answer: AnswerOperation<Context>;
  readonly createContext: (
    request: FastifyRequest,
    reply: FastifyReply,
    observed: Observed,
  ) => Context | Promise<Context>;
  /** Called with every request to `/graphql`, first thing. */
  readonly observe: (request: FastifyRequest, reply: FastifyReply) => Observed;
  /** Runs the rest of a request, for who has to be around it. */
  readonly enter: ((observed: Observed, next: () => void) => void) | undefined;
  /** Milliseconds that turns of the event loop may be late, in the mean of a second, before requests are refused. */
  readonly maxEventLoopDelay: number;
}

const observed = "observed";

/** `/graphql`: JSON in UTF-8 and nothing else, and 503 at once when there is more to do than can be done. */
export async function graphql<Context extends BaseContext, Observed>(
  app: FastifyInstance,
  { apollo, answer, observe, maxEventLoopDelay, ...options }: GraphQLOptions<Context, Observed>,
): Promise<void> {
  // With the request, and not in a weak map: there, garbage outlives many a collection.
  app.decorateRequest(observed, null);
  const find = (request: FastifyRequest) => request.getDecorator<Observed>(observed);
  const createContext: CreateContext<Context> = (request, reply) =>
    options.createContext(request, reply, find(request));
  const around = options.enter;
  const enter = around && ((request: FastifyRequest, next: () => void) => around(find(request), next));

  const eventLoop = watchEventLoop();
  app.addHook("onClose", async () => eventLoop.close());
  app.addHook("onRequest", (request, reply, done) => {
    request.setDecorator(observed, observe(request, reply));
    if (eventLoop.delay() > maxEventLoopDelay) refuse(reply.header("retry-after", "1"), 503);
    else done();
  });

  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<Buffer>(jsonInUtf8, { parseAs: "buffer" }, (request, body, done) => {
    // Decoded without a look, what is not UTF-8 would be taken for something else.
    if (isUtf8(body)) parseJson(request, body.toString(), done);
    else done(Object.assign(new Error("The body is not UTF-8"), { statusCode: 400 }));
  });

  const { bodyLimit = 0 } = app.initialConfig;
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    preParsing: answerOrdinary({ answer, createContext, bodyLimit, parseJson, enter }),
    ...(enter && { preHandler: (request, _reply, done) => enter(request, done) }),
    handler: fastifyApolloHandler(apollo, { context: async (request, reply) => createContext(request, reply) }),
  });
}
