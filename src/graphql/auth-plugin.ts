import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { AuthContext } from "./context.js";
import { collectDenials } from "./guard/denial-log.js";
import { emitDecision } from "./guard/emit-decision.js";
import { readSettings } from "./guard/guard-settings.js";
import { proveGuarded } from "./guard/prove-guarded.js";
import { readIdentity } from "./guard/read-identity.js";
import { createGate } from "./plan/create-gate.js";
import { createVeil, type Veil } from "./plan/create-veil.js";

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
export function authPlugin(options: AuthPluginOptions = {}): ApolloServerPlugin<AuthContext> {
  const { introspection = "all" } = options;
  let gate: ReturnType<typeof createGate> | undefined;
  let veil: Veil | undefined;
  return {
    async serverWillStart({ schema, logger }) {
      proveGuarded(schema);
      gate = createGate(schema);
      veil = introspection === "permitted" ? createVeil(schema) : undefined;
      if (readSettings(schema)?.enforce === "report") {
        logger.warn('@auth IS NOT ENFORCED: the schema was guarded with enforce: "report", denials are only reported');
      }
    },

    async requestDidStart({ schema, contextValue }) {
      const denials = collectDenials(contextValue);
      let others: readonly GraphQLError[] = [];
      return {
        async didResolveOperation({ document, operation, request: { variables = {} } }) {
          if (operation === undefined || gate === undefined) return;
          const asked = { document, operation, variables, context: contextValue };
          const unknown = veil?.check(asked) ?? [];
          const [first, ...rest] = unknown.length > 0 ? unknown : gate(asked);
          others = rest;
          if (first !== undefined) throw first;
        },
        async responseForOperation({ document, operation, request: { variables = {} }, response: { http } }) {
          if (operation === undefined) return null;
          const singleResult = veil?.introspect({ document, operation, variables, context: contextValue });
          return singleResult ? { http, body: { kind: "single", singleResult } } : null;
        },
        async didEncounterErrors({ errors, document }) {
          // Apollo answers with the array that holds the errors so far: what belongs beside or instead of them goes in.
          if (!Array.isArray(errors)) return;
          errors.push(...others);
          others = [];
          if (veil === undefined || document === undefined) return;
          // Whatever else is wrong with it, such as GET for a mutation: what is unknown is all there is to say.
          const unknown = veil.validate(document, contextValue);
          if (unknown.length > 0) errors.splice(0, errors.length, ...unknown);
        },
        async willSendResponse({ operationName = null }) {
          const settings = readSettings(schema);
          const [first] = denials;
          if (first === undefined || settings === undefined) return;
          const identity = first.code === "UNAUTHENTICATED" ? null : readIdentity(contextValue);
          void emitDecision(settings, identity, { refused: "field", operationName, code: first.code, denials });
        },
      };
    },
  };
}
