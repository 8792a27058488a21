import type { ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { AuthContext } from "../context.js";
import { readSettings } from "../guard/guard-settings.js";
import type { DocumentGate } from "../limits/limit-documents.js";
import { askedByHash } from "./asked-by-hash.js";
import { errorStatus } from "./error-status.js";
import { createFormatError } from "./format-error.js";
import { limitVariables } from "./limit-variables.js";
import { oneSessionOperation } from "./one-session-operation.js";
import { type PersistedOperation, persistedOperations } from "./persisted-operations.js";
import { type Answered, createShortcut } from "./shortcut.js";
import { TimedServer } from "./timed-server.js";

/** What a context needs so that who works on an answer learns that it is too late for it. */
interface CallContext extends AuthContext {
  readonly call: { end(reason: Error): void };
}

export interface ApolloOptions<Context extends CallContext> {
  /** Guarded. */
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly gate: DocumentGate;
  /** Lexical tokens that a document may have. */
  readonly maxTokens: number;
  /** Seconds. */
  readonly executionTimeout: number;
  /** The operations that are answered and no others; undefined for all. */
  readonly list: ReadonlyMap<string, PersistedOperation> | undefined;
  readonly log: Logger;
  /** Come first, and see everything. */
  readonly observers: readonly ApolloServerPlugin<Context>[];
  /** `authPlugin`, as it is or with a watch on it. */
  readonly auth: ApolloServerPlugin<AuthContext>;
  /** Told of what is answered without those plugins; undefined where that must not be. */
  readonly note: ((answered: Answered<Context>) => void) | undefined;
}

/** Errors in the answer to one request, beside the one that says there are more. */
const mostErrors = 4;

/** The Apollo Server of a guarded schema, with everything that it refuses, masks and observes. It is not started yet. */
export function createApollo<Context extends CallContext>(options: ApolloOptions<Context>): TimedServer<Context> {
  const { schema, introspection, gate, maxTokens, executionTimeout, list, log, observers, auth, note } = options;
  // It looks at every field that is resolved, for hints that only this directive gives.
  const controlsCaches = Boolean(schema.getDirective("cacheControl"));
  // What it marks is answered with the rest, which the shortcut would leave out.
  const defers = Boolean(schema.getDirective("defer"));
  const shortcut =
    note === undefined || controlsCaches || defers || readSettings(schema)?.enforce !== "refuse"
      ? undefined
      : createShortcut<Context>({ schema, limits: gate, maxCoercionErrors: mostErrors, note });
  return new TimedServer<Context>({
    ...(shortcut === undefined ? { schema } : { gateway: shortcut.gateway }),
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    ...(list === undefined ? { persistedQueries: false } : persistedOperations(list)),
    parseOptions: { maxTokens },
    validationRules: [gate.rule],
    validationOptions: { maxErrors: mostErrors },
    executionOptions: { maxCoercionErrors: mostErrors },
    stopOnTerminationSignals: false,
    formatError: createFormatError(log),
    logger: log,
    executionTimeout,
    shortcut,
    plugins: [
      ...observers,
      ...(list === undefined ? [] : [askedByHash]),
      limitVariables(gate),
      oneSessionOperation,
      auth,
      errorStatus,
      ...(shortcut === undefined ? [] : [shortcut.plugin]),
      ApolloServerPluginLandingPageDisabled(),
      // For a subgraph of a federation, which this is not: it takes a tenth of the start to load.
      ApolloServerPluginInlineTraceDisabled(),
      ...(controlsCaches ? [] : [ApolloServerPluginCacheControlDisabled()]),
    ],
  });
}
