import { randomUUID } from "node:crypto";
import type { BaseContext } from "@apollo/server";
import cors from "@fastify/cors";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import { type BackChannelLogoutOptions, backChannelLogout, backChannelLogoutPath } from "./back-channel-logout.js";
import { createHttpServer, refuseUnreadable } from "./create-http-server.js";
import { type ExplorerOptions, explorer } from "./explorer.js";
import { findFault } from "./find-fault.js";
import { type GraphQLOptions, graphql } from "./graphql.js";
import { protection } from "./protection.js";
import { refuse } from "./refuse.js";
import { reportDrops } from "./report-drops.js";
import { toCacheControl } from "./to-cache-control.js";

interface AppOptions<Context extends BaseContext, Observed> extends GraphQLOptions<Context, Observed> {
  /** Whether guarded operations can be answered. */
  readonly isReady: () => boolean;
  /** Web origins whose pages may call this API; empty for none. */
  readonly corsOrigins: readonly string[];
  /** Addresses or networks whose `X-Forwarded-…` is believed; empty for none. */
  readonly trustedProxies: readonly string[];
  /** Connections that may be open at once. */
  readonly maxConnections: number;
  readonly receiveLogoutToken: BackChannelLogoutOptions["receive"];
  /** Null for no page at `/`. */
  readonly explorer: ExplorerOptions | null;
  readonly log: FastifyBaseLogger & Pick<Logger, "isLevelEnabled">;
}

const bodyLimit = 256 * 1024;
const preflightMaxAge = 7_200;
/** One year: whoever has come over TLS once does not come without (RFC 6797). */
const transportSecurity = "max-age=31536000";
const allowed = new Map([
  ["/graphql", "GET, POST"],
  ["/livez", "GET"],
  ["/readyz", "GET"],
  [backChannelLogoutPath, "POST"],
]);

/** The HTTP side: `/graphql`, back-channel logout, `/livez`, `/readyz`, and JSON for everything else. It does not listen yet. */
export async function createApp<Context extends BaseContext, Observed>(
  options: AppOptions<Context, Observed>,
): Promise<FastifyInstance> {
  const { isReady, corsOrigins, trustedProxies, maxConnections, receiveLogoutToken, log } = options;
  const fastifyLog: FastifyBaseLogger = log;
  const instance = randomUUID().slice(0, 8);
  let requests = 0;
  const app = Fastify({
    serverFactory: (handler) => createHttpServer(handler, maxConnections),
    clientErrorHandler: refuseUnreadable,
    bodyLimit,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    exposeHeadRoutes: false,
    genReqId: () => `${instance}-${++requests}`,
    // Whoever still has a connection is served: that the app is closing is no reason to lose a request.
    return503OnClosing: false,
    loggerInstance: fastifyLog,
    // What belongs to a request says so itself.
    childLoggerFactory: () => fastifyLog,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, _request, reply) => void refuse(reply, error.statusCode ?? 400),
  });
  reportDrops(app.server, log);
  app.removeAllContentTypeParsers();

  // Hooks that call back: a promise for each request would be the most of what they cost.
  app.addHook("onRequest", (request, reply, done) => {
    if (request.protocol === "https") reply.header("strict-transport-security", transportSecurity);
    const fault = findFault(request.raw);
    if (fault === undefined) done();
    else refuse(reply, fault);
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    for (const [name, value] of Object.entries(protection)) if (!reply.hasHeader(name)) reply.header(name, value);
    // Apollo lets shared caches keep what it says about persisted queries.
    reply.header("cache-control", toCacheControl(reply.getHeader("cache-control")));
    done();
  });
  if (log.isLevelEnabled("debug")) {
    app.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
      log.debug(
        { method, route: routeOptions.url, status: statusCode, milliseconds: Math.round(elapsedTime) },
        "Answered",
      );
    });
  }

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
  await app.register(graphql<Context, Observed>, options);
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
