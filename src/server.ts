import type { Logger } from "pino";
import type { Settings } from "./config.js";
import type { DemoUser } from "./explorer-configuration.js";
import { toAccessEntries } from "./graphql/access-entries.js";
import { createApollo } from "./graphql/apollo/create-apollo.js";
import { authPlugin } from "./graphql/auth-plugin.js";
import { createContext } from "./graphql/context.js";
import { createIdentify } from "./graphql/create-identify.js";
import { limitDocuments } from "./graphql/limits/limit-documents.js";
import type { RequestContext } from "./graphql/request-context.js";
import { createSchema } from "./graphql/schema.js";
import type { SchemaExtension } from "./graphql/schema-extension.js";
import { toRequestContext } from "./graphql/to-request-context.js";
import { Call } from "./http/call.js";
import { createApp } from "./http/create-app.js";
import { createDrain } from "./http/create-drain.js";
import { listen } from "./http/listen.js";
import { createAttempts } from "./oidc/session/attempts.js";
import { createBackChannelLogout } from "./oidc/session/back-channel-logout.js";
import { createClient } from "./oidc/session/client.js";
import { createEndedSessions } from "./oidc/session/ended-sessions.js";
import { createExpiringEntries, type ExpiringEntries } from "./oidc/session/expiring-entries.js";
import { createLimiter } from "./oidc/session/limiter.js";
import { login } from "./oidc/session/login.js";
import { logout } from "./oidc/session/logout.js";
import { readSubject } from "./oidc/session/read-subject.js";
import { refresh } from "./oidc/session/refresh.js";
import { startVerifier } from "./oidc/start-verifier.js";
import type { ProviderSettings } from "./provider-settings.js";
import { readPersistedOperations } from "./read-persisted-operations.js";
import { createTelemetry } from "./telemetry/create-telemetry.js";
import type { ObservedContext } from "./telemetry/note-execution.js";

export interface RunningServer {
  /** Where GraphQL is served, such as `http://localhost:8000/graphql`. */
  readonly url: string;
  /** Where its metrics are; undefined when they are nowhere. */
  readonly metricsUrl: string | undefined;
  /** Is not ready from now on, stops listening after a pause, lets requests in flight finish, ends the work in the background. */
  close(): Promise<void>;
}

/** What some servers have beside the session. */
export interface ServerParts {
  /** SDL and resolvers of your own. */
  readonly extension?: SchemaExtension | undefined;
  /** Whom the explorer offers to look through the eyes of. */
  readonly demoUsers?: readonly DemoUser[];
}

/** Seconds that an access token may have to live at most. */
const maxLifetime = 86_400;

/**
 * Puts the parts together and listens. The provider may be late: until its keys are here `/readyz` and guarded
 * operations answer 503. An extension is guarded as the rest of the schema is.
 */
export async function startServer(
  settings: Omit<Settings, "provider"> & { readonly provider: ProviderSettings },
  log: Logger,
  { extension, demoUsers = [] }: ServerParts = {},
): Promise<RunningServer> {
  const { issuer, discoveryUrl, clientId, clientSecret } = settings.provider;
  const { audience, rolesClaim, scope, passwordLogin, corsOrigins, trustedProxies, introspection, redisUrl } = settings;

  const telemetry = createTelemetry({ ...settings, log, secret: clientSecret, readSubject });
  const { requests, onDecision, onEvent } = telemetry;

  const local = createExpiringEntries();
  const shared = redisUrl === undefined ? undefined : await share(redisUrl, local, log);
  const entries = shared?.entries ?? local;
  const ended = createEndedSessions(entries, maxLifetime);
  const revoked = ended.has;
  const verifier = startVerifier({
    issuer,
    discoveryUrl,
    audience,
    clientId,
    rolesClaim,
    maxLifetime,
    revoked,
    log,
    onEvent,
  });
  const [provider] = verifier.providers;
  const client = createClient({ provider, clientId, clientSecret, scope, log, onEvent });
  telemetry.watch({ verifier: verifier.statistics, calls: client.load, endedSessions: entries.size });

  const { perAccount, perAddress } = settings.loginAttempts;
  const limit = (name: string, most: number) =>
    shared?.limiters.share(name, most, createLimiter(most)) ?? createLimiter(most);
  const attempts = createAttempts({ byAccount: limit("account", perAccount), byAddress: limit("address", perAddress) });
  const schema = createSchema({
    passwordLogin,
    extension,
    onDecision,
    session: telemetry.observeSession({
      login: (username, password, address, signal) =>
        attempts.make(username, address, signal, () => login(client, username, password, signal)),
      refresh: (refreshToken, _address, signal) => refresh(client, refreshToken, signal),
      logout: (refreshToken, identity, _address, signal) => {
        // Here at once, whatever becomes of it at the provider.
        if (identity !== null) ended.end(identity.claims);
        return logout(client, refreshToken, signal);
      },
    }),
  });
  const gate = limitDocuments(settings.documentLimits);
  const list =
    settings.persistedOperations === undefined
      ? undefined
      : readPersistedOperations(settings.persistedOperations, {
          schema,
          introspection,
          maxTokens: settings.documentLimits.tokens,
          rule: gate.rule,
        });
  const apollo = createApollo<RequestContext & ObservedContext & { readonly call: Call }>({
    schema,
    introspection,
    gate,
    maxTokens: settings.documentLimits.tokens,
    executionTimeout: settings.executionTimeout,
    list,
    log,
    observers: telemetry.plugins,
    auth: telemetry.tracePlan(authPlugin()),
    note: telemetry.note,
  });
  await apollo.start();

  const verify = telemetry.traced("verify", verifier.verify);
  const identify = telemetry.isTracing
    ? telemetry.traced("context", createContext({ verifier: { verify } }))
    : createIdentify(verifier.verifySoon);
  let isClosing = false;
  const app = await createApp({
    apollo,
    answer: (request, contextValue) => apollo.answer(request, contextValue),
    corsOrigins,
    trustedProxies,
    maxConnections: settings.maxConnections,
    maxEventLoopDelay: settings.maxEventLoopDelay,
    log,
    explorer: settings.explorer
      ? {
          configuration: {
            passwordLogin,
            demoUsers,
            guarded: introspection ? toAccessEntries(schema).filter(({ access }) => access === "guarded") : [],
          },
        }
      : null,
    isReady: () => !isClosing && verifier.ready() && entries.ready(),
    observe: ({ raw, id }, reply) => requests.begin(raw, reply.raw, id),
    enter: requests.enter,
    receiveLogoutToken: createBackChannelLogout({ verifier, ended, entries, log, onEvent }),
    createContext({ raw, ip }, reply, exchange) {
      const parts = { address: ip, call: new Call(reply.raw), exchange };
      const caller = identify(raw);
      return "then" in caller ? caller.then((late) => toRequestContext(late, parts)) : toRequestContext(caller, parts);
    },
  });
  const drain = createDrain(app);
  let metricsUrl: string | undefined;
  let port: number;
  const end = async () => {
    telemetry.close();
    await app.close();
    await apollo.stop();
    verifier.close();
    entries.close();
    shared?.limiters.close();
  };
  try {
    metricsUrl = await telemetry.serve();
    port = await listen(app, settings.host, settings.port);
  } catch (error) {
    await end();
    throw error;
  }
  const close = async () => {
    isClosing = true;
    await drain(settings.shutdownDelay);
    await end();
  };
  return { url: `http://${toUrlHost(settings.host)}:${port}/graphql`, metricsUrl, close };
}

/** Loaded where it is used alone: the client of Redis takes a fourth of the time that a start takes. */
async function share(url: string, local: ExpiringEntries, log: Logger) {
  const { shareEntries } = await import("./redis/share-entries.js");
  const { shareLimiters } = await import("./redis/share-limiters.js");
  return {
    entries: shareEntries(local, { url, longest: 2 * maxLifetime * 1000, log }),
    limiters: shareLimiters({ url, log }),
  };
}

function toUrlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
