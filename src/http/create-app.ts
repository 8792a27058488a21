import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ApolloServer, BaseContext } from "@apollo/server";
import cors from "@fastify/cors";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { type BackChannelLogoutOptions, backChannelLogout, backChannelLogoutPath } from "./back-channel-logout.js";
import { type ExplorerOptions, explorer } from "./explorer.js";
import { createGraphqlHandler } from "./graphql-handler.js";
import { protection } from "./protection.js";
import { refuse } from "./refuse.js";

interface AppOptions<Context extends BaseContext> {
  /** Started already. */
  readonly apollo: ApolloServer<Context>;
  readonly createContext: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
  /** Whether guarded operations can be answered. */
  readonly isReady: () => boolean;
  /** Web origins whose pages may call this API; empty for none. */
  readonly corsOrigins: readonly string[];
  /** Addresses or networks whose `X-Forwarded-For` is believed; empty for none. */
  readonly trustedProxies: readonly string[];
  /** Called with every request to `/graphql`, first thing. */
  readonly observe: (request: FastifyRequest, reply: FastifyReply) => void;
  /** Runs the rest of a request to `/graphql`, for who has to be around it. */
  readonly enter: ((request: IncomingMessage, next: () => void) => void) | undefined;
  readonly receiveLogoutToken: BackChannelLogoutOptions["receive"];
  /** Null for no page at `/`. */
  readonly explorer: ExplorerOptions | null;
  readonly log: FastifyBaseLogger;
}

const bodyLimit = 256 * 1024;
const preflightMaxAge = 7_200;
const allowed = new Map([
  ["/graphql", "GET, POST"],
  [backChannelLogoutPath, "POST"],
]);
const mostHeaders = 2_000;

/** The HTTP side: `/graphql`, back-channel logout, `/livez`, `/readyz`, and JSON for everything else. It does not listen yet. */
export async function createApp<Context extends BaseContext>(options: AppOptions<Context>): Promise<FastifyInstance> {
  const { apollo, createContext, isReady, corsOrigins, trustedProxies, observe, enter, receiveLogoutToken, log } =
    options;
  const instance = randomUUID().slice(0, 8);
  let requests = 0;
  const app = Fastify({
    bodyLimit,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    exposeHeadRoutes: false,
    genReqId: () => `${instance}-${++requests}`,
    // Whoever still has a connection is served: that the app is closing is no reason to lose a request.
    return503OnClosing: false,
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, _request, reply) => void refuse(reply, error.statusCode ?? 400),
  });
  // Node drops the lines past its limit without a word, and an `Authorization` header with them: count them ourselves.
  app.server.maxHeadersCount = 0;

  app.removeAllContentTypeParsers();
  const json = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i, { parseAs: "string" }, json);

  app.addHook("onRequest", async (request, reply) => {
    reply.headers(protection);
    if (request.raw.rawHeaders.length / 2 >= mostHeaders) return refuse(reply, 431);
  });
  app.addHook("onSend", async (_request, reply) => {
    // Apollo lets shared caches keep what it says about persisted queries; only the schema may let anybody keep an answer.
    if (!String(reply.getHeader("cache-control")).includes("max-age")) reply.header("cache-control", "no-store");
  });
  app.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    log.debug(
      { method, route: routeOptions.url, status: statusCode, milliseconds: Math.round(elapsedTime) },
      "Answered",
    );
  });

  if (corsOrigins.length > 0) {
    const exposedHeaders = ["www-authenticate", "retry-after"];
    await app.register(cors, {
      origin: [...corsOrigins],
      methods: ["GET", "POST"],
      maxAge: preflightMaxAge,
      strictPreflight: false,
      exposedHeaders,
    });
  }

  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    onRequest: (request, reply, done) => {
      observe(request, reply);
      done();
    },
    ...(enter && { preHandler: ({ raw }: FastifyRequest, _reply: FastifyReply, done: () => void) => enter(raw, done) }),
    handler: createGraphqlHandler(apollo, createContext),
  });
  app.get("/livez", async () => ({ status: "live" }));
  app.get("/readyz", async (_request, reply) => {
    if (isReady()) return { status: "ready" };
    return reply.code(503).header("retry-after", "1").send({ status: "not ready" });
  });

  app.setNotFoundHandler((request, reply) => {
    const allow = allowed.get(request.url.split("?", 1)[0] ?? "");
    return allow === undefined ? refuse(reply, 404) : refuse(reply.header("allow", allow), 405);
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = toCallerFault(error);
    if (status !== undefined) return refuse(reply, status);
    const errorId = randomUUID();
    log.error({ errorId, err: error }, "Unexpected error");
    const extensions = { code: "INTERNAL_SERVER_ERROR", errorId };
    return reply.code(500).send({ errors: [{ message: "Internal server error", extensions }] });
  });
  await app.register(backChannelLogout, { receive: receiveLogoutToken });
  if (options.explorer !== null) await app.register(explorer, options.explorer);
  return app;
}

/** The status of an error that Fastify, or the parsing of the request's address, lays at the caller's door. */
function toCallerFault(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && error.code === "ERR_INVALID_URL") return 400;
  const status = "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}
