import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { ApolloServer, BaseContext } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createGraphqlHandler } from "./graphql-handler.js";
import { refuse } from "./refuse.js";
import { watchEventLoop } from "./watch-event-loop.js";

export interface GraphQLOptions<Context extends BaseContext> {
  /** Started already. */
  readonly apollo: ApolloServer<Context>;
  readonly createContext: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
  /** Called with every request to `/graphql`, first thing. */
  readonly observe: (request: FastifyRequest, reply: FastifyReply) => void;
  /** Runs the rest of a request, for who has to be around it. */
  readonly enter: ((request: IncomingMessage, next: () => void) => void) | undefined;
  /** Milliseconds that turns of the event loop may be late, in the mean of a second, before requests are refused. */
  readonly maxEventLoopDelay: number;
}

const jsonInUtf8 = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** `/graphql`: JSON in UTF-8 and nothing else, and 503 at once when there is more to do than can be done. */
export async function graphql<Context extends BaseContext>(
  app: FastifyInstance,
  { apollo, createContext, observe, enter, maxEventLoopDelay }: GraphQLOptions<Context>,
): Promise<void> {
  const eventLoop = watchEventLoop();
  app.addHook("onClose", async () => eventLoop.close());
  app.addHook("onRequest", (request, reply, done) => {
    observe(request, reply);
    if (eventLoop.delay() > maxEventLoopDelay) refuse(reply.header("retry-after", "1"), 503);
    else done();
  });

  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<Buffer>(jsonInUtf8, { parseAs: "buffer" }, (request, body, done) => {
    // Decoded without a look, what is not UTF-8 would be taken for something else.
    if (isUtf8(body)) parseJson(request, body.toString(), done);
    else done(Object.assign(new Error("The body is not UTF-8"), { statusCode: 400 }));
  });

  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    ...(enter && { preHandler: ({ raw }: FastifyRequest, _reply: FastifyReply, done: () => void) => enter(raw, done) }),
    handler: createGraphqlHandler(apollo, createContext),
  });
}
