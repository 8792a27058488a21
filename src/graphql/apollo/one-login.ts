import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError } from "graphql";
import { readRootFields } from "../plan/read-root-fields.js";

const http = { status: 400 };

/**
 * Refuses an operation that logs in more than once, however it is spelled, or does anything beside it: a hundred
 * aliases are a hundred passwords tried in one request. Decided before anything runs.
 */
export const oneLogin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation }) {
        if (operation?.operation !== "mutation") return;
        const names = new Map<string, string>();
        for (const { alias, name } of readRootFields(document, operation)) {
          if (name.value !== "__typename") names.set(alias?.value ?? name.value, name.value);
        }
        if (names.size > 1 && [...names.values()].includes("login")) {
          throw new GraphQLError("An operation may log in once, and do nothing beside it", {
            extensions: { code: "TOO_MANY_LOGINS", http },
          });
        }
      },
    };
  },
};
