import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { AuthContext } from "./context.js";
import { createGate } from "./create-gate.js";
import { collectDenials } from "./denial-log.js";
import { emitDecision } from "./emit-decision.js";
import { readSettings } from "./guard-settings.js";
import { proveGuarded } from "./prove-guarded.js";
import { readIdentity } from "./read-identity.js";

/** How `authPlugin` answers. */
export interface AuthPluginOptions {
  /**
   * Whether every caller sees the whole schema (`all`, the default), or each only what the access token permits:
   * to everybody else a field is then as unknown as one that does not exist.
   */
  readonly introspection?: "all" | "permitted";
}

/**
 * Refuses, before anything of it runs, an operation that is certain to be denied: one status, one challenge, an error
 * for each denied coordinate. What cannot be certain is left to the schema that `guardSchema` made.
 *
 * The server does not start, with every open coordinate in the message, unless the schema it serves enforces each
 * `@auth` in its SDL.
 */
export function authPlugin(_options: AuthPluginOptions = {}): ApolloServerPlugin<AuthContext> {
  let gate: ReturnType<typeof createGate> | undefined;
  return {
    async serverWillStart({ schema, logger }) {
      proveGuarded(schema);
      gate = createGate(schema);
      if (readSettings(schema)?.enforce === "report") {
        logger.warn('@auth IS NOT ENFORCED: the schema was guarded with enforce: "report", denials are only reported');
      }
    },

    async requestDidStart({ schema, contextValue }) {
      const denials = collectDenials(contextValue);
      let others: readonly GraphQLError[] = [];
      return {
        async didResolveOperation({ document, operation, request }) {
          if (operation === undefined || gate === undefined) return;
          const variables = request.variables ?? {};
          const [first, ...rest] = gate({ document, operation, variables, context: contextValue });
          others = rest;
          if (first !== undefined) throw first;
        },
        async didEncounterErrors({ errors }) {
          // Apollo answers with the array that holds the one error thrown: the others belong beside it.
          if (others.length > 0 && Array.isArray(errors)) errors.push(...others);
          others = [];
        },
        async willSendResponse({ operationName = null }) {
          const settings = readSettings(schema);
          const [first] = denials;
          if (first === undefined || settings === undefined) return;
          const identity = first.code === "UNAUTHENTICATED" ? null : readIdentity(contextValue);
          emitDecision(settings, identity, { refused: "field", operationName, code: first.code, denials });
        },
      };
    },
  };
}
