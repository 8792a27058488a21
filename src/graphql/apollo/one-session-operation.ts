import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError } from "graphql";
import { answers } from "../errors.js";
import { readRootFields } from "../plan/read-root-fields.js";

/** The mutations that ask the provider. */
const sessionFields = ["login", "refresh", "logout"];

const { status } = answers.TOO_MANY_LOGINS;

/**
 * Refuses an operation that asks the provider more than once, however it is spelled, or does anything beside it: a
 * hundred aliases of `login` are a hundred passwords tried in one request. Decided before anything runs.
 */
export const oneSessionOperation: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation }) {
        if (operation?.operation !== "mutation") return;
        const names = new Map<string, string>();
        for (const { alias, name } of readRootFields(document, operation)) {
          if (name.value !== "__typename") names.set(alias?.value ?? name.value, name.value);
        }
        const first = [...names.values()].find((name) => sessionFields.includes(name));
        if (first === undefined || names.size === 1) return;
        throw new GraphQLError(`An operation may hold one ${first}, and nothing beside it`, {
          extensions: { code: "TOO_MANY_LOGINS", http: { status } },
        });
      },
    };
  },
};
