import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError } from "graphql";
import type { DocumentGate } from "../limits/limit-documents.js";

/** Refuses, before anything runs, an operation that its variables make too much. */
export function limitVariables(gate: DocumentGate): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
          if (operation === undefined) return;
          const [excess] = gate.check(schema, document, operation, variables);
          if (excess === undefined) return;
          throw new GraphQLError(excess, { extensions: { code: "BAD_USER_INPUT", http: { status: 400 } } });
        },
      };
    },
  };
}
