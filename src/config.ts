import { customCleanEnv } from "envalid";
import type { DocumentLimits } from "./graphql/limits/document-limits.js";
import { InvalidSettings } from "./invalid-settings.js";
import { type ProviderSettings, toProviderSettings } from "./provider-settings.js";
import {
  addresses,
  claimPath,
  count,
  delay,
  list,
  oneOf,
  origins,
  port,
  redisUrl,
  seconds,
  text,
  toggle,
  url,
} from "./setting-validators.js";
import { sandboxOrigin } from "./to-sandbox-link.js";

/** Every setting of the server, read once. */
export interface Settings {
  /** Whether it is run on the machine of somebody who develops with it. */
  readonly local: boolean;
  /** Null in local mode with no provider configured: the embedded one is started. */
  readonly provider: ProviderSettings | null;
  readonly audience: readonly string[] | undefined;
  readonly rolesClaim: string;
  readonly scope: string;
  readonly passwordLogin: boolean;
  /** Failed logins in a minute. */
  readonly loginAttempts: { readonly perAccount: number; readonly perAddress: number };
  readonly documentLimits: DocumentLimits;
  /** File of the operations that are answered; undefined for any. */
  readonly persistedOperations: string | undefined;
  /** Seconds that a request may take to be answered. */
  readonly executionTimeout: number;
  /** Addresses or networks whose `X-Forwarded-For` says where a request came from. */
  readonly trustedProxies: readonly string[];
  readonly host: string;
  readonly port: number;
  /** Connections that may be open at once; more are closed as they come. */
  readonly maxConnections: number;
  /**
   * Milliseconds that turns of the event loop may be late, in the mean of each of two seconds running, before operations
   * are refused.
   */
  readonly maxEventLoopDelay: number;
  /** Seconds for which requests are still taken once a signal has said to stop. */
  readonly shutdownDelay: number;
  /** Where metrics are served, on `host`; undefined for nowhere. */
  readonly metricsPort: number | undefined;
  /** Whether requests are traced. Where the traces go, the SDK of OpenTelemetry reads itself. */
  readonly tracing: boolean;
  readonly providerPort: number;
  /** Where instances tell each other which sessions have ended and count logins; undefined for one instance alone. Holds a password. */
  readonly redisUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly introspection: boolean;
  /** Whether the explorer is served at `/`. */
  readonly explorer: boolean;
  readonly logLevel: (typeof logLevels)[number];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const unset = { default: undefined };

/** Each variable once; `.env.example` describes them. */
const variables = {
  RUNTIME_ENV: oneOf(["local", "prod"] as const)({ default: "local" }),
  KEYCLOAK_SERVER_URL: url(unset),
  KEYCLOAK_REALM_NAME: text(unset),
  KEYCLOAK_CLIENT_ID: text(unset),
  KEYCLOAK_CLIENT_SECRET_KEY: text(unset),
  OIDC_ISSUER: url(unset),
  OIDC_CLIENT_ID: text(unset),
  OIDC_CLIENT_SECRET: text(unset),
  OIDC_DISCOVERY_URL: url(unset),
  OIDC_AUDIENCE: list(unset),
  OIDC_ROLES_CLAIM: claimPath({ default: "realm_access.roles" }),
  OIDC_SCOPE: text({ default: "openid profile email" }),
  PASSWORD_LOGIN: toggle({ default: true }),
  LOGIN_ATTEMPTS_PER_ACCOUNT: count({ default: 10 }),
  LOGIN_ATTEMPTS_PER_ADDRESS: count({ default: 60 }),
  DOCUMENT_MAX_TOKENS: count({ default: 1_000 }),
  DOCUMENT_MAX_DEPTH: count({ default: 10 }),
  DOCUMENT_MAX_ALIASES: count({ default: 15 }),
  DOCUMENT_MAX_DIRECTIVES: count({ default: 50 }),
  DOCUMENT_MAX_ROOT_FIELDS: count({ default: 20 }),
  DOCUMENT_MAX_COST: count({ default: 10_000 }),
  DOCUMENT_MAX_PAGE_SIZE: count({ default: 1_000 }),
  PERSISTED_OPERATIONS: text(unset),
  EXECUTION_TIMEOUT: seconds({ default: 10 }),
  TRUSTED_PROXIES: addresses(unset),
  HOST: text({ default: "localhost" }),
  PORT: port({ default: 8000 }),
  MAX_CONNECTIONS: count({ default: 16_384 }),
  MAX_EVENT_LOOP_DELAY: count(unset),
  SHUTDOWN_DELAY: delay(unset),
  METRICS_PORT: port(unset),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(unset),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url(unset),
  OTEL_TRACES_EXPORTER: oneOf(["otlp", "none"] as const)(unset),
  OTEL_SDK_DISABLED: oneOf(["true", "false"] as const)({ default: "false" }),
  PROVIDER_PORT: port({ default: 8081 }),
  REDIS_URL: redisUrl(unset),
  CORS_ORIGINS: origins(unset),
  INTROSPECTION: toggle(unset),
  EXPLORER: toggle(unset),
  LOG_LEVEL: oneOf(logLevels)({ default: "info" }),
};

/**
 * The settings an environment holds.
 *
 * @throws InvalidSettings naming every fault at once; the operator's to mend.
 */
export function readSettings(environment: Environment): Settings {
  const faults = new Map<string, string>();
  const values = customCleanEnv(environment, variables, (cleaned) => cleaned, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) if (error) faults.set(name, error.message);
    },
  });
  const provider = toProviderSettings(values, faults);
  if (faults.size > 0) throw new InvalidSettings([...faults].map(([name, fault]) => `${name} ${fault}`));
  const local = values.RUNTIME_ENV === "local";
  return {
    local,
    provider,
    audience: values.OIDC_AUDIENCE,
    rolesClaim: values.OIDC_ROLES_CLAIM,
    scope: values.OIDC_SCOPE,
    passwordLogin: values.PASSWORD_LOGIN,
    loginAttempts: { perAccount: values.LOGIN_ATTEMPTS_PER_ACCOUNT, perAddress: values.LOGIN_ATTEMPTS_PER_ADDRESS },
    documentLimits: {
      tokens: values.DOCUMENT_MAX_TOKENS,
      depth: values.DOCUMENT_MAX_DEPTH,
      aliases: values.DOCUMENT_MAX_ALIASES,
      directives: values.DOCUMENT_MAX_DIRECTIVES,
      rootFields: values.DOCUMENT_MAX_ROOT_FIELDS,
      cost: values.DOCUMENT_MAX_COST,
      pageSize: values.DOCUMENT_MAX_PAGE_SIZE,
    },
    persistedOperations: values.PERSISTED_OPERATIONS,
    executionTimeout: values.EXECUTION_TIMEOUT,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    host: values.HOST,
    port: values.PORT,
    maxConnections: values.MAX_CONNECTIONS,
    maxEventLoopDelay: values.MAX_EVENT_LOOP_DELAY ?? (local ? 1_000 : 200),
    shutdownDelay: values.SHUTDOWN_DELAY ?? (local ? 0 : 3),
    metricsPort: values.METRICS_PORT,
    tracing: isTraced(values),
    providerPort: values.PROVIDER_PORT,
    redisUrl: values.REDIS_URL,
    corsOrigins: values.CORS_ORIGINS ?? (local ? [sandboxOrigin] : []),
    introspection: values.INTROSPECTION ?? local,
    explorer: values.EXPLORER ?? local,
    logLevel: values.LOG_LEVEL,
  };
}

/** As the specification of OpenTelemetry has it, but off unless something says where traces go, or that they do. */
function isTraced(values: {
  readonly OTEL_SDK_DISABLED: string;
  readonly OTEL_TRACES_EXPORTER: string | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT: string | undefined;
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: string | undefined;
}): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = values;
  const exporter = values.OTEL_TRACES_EXPORTER ?? ((traces ?? all) === undefined ? "none" : "otlp");
  return values.OTEL_SDK_DISABLED === "false" && exporter === "otlp";
}
