import type { ApolloServerPlugin } from "@apollo/server";

const statuses = new Map<unknown, number>([
  ["INTERNAL_SERVER_ERROR", 500],
  ["BAD_USER_INPUT", 400],
]);

/**
 * Answers an error that leaves the caller with nothing by its HTTP status: 500 for an unexpected one, 400 for one in
 * what the caller sent. An answer that still delivers data stays 200, as GraphQL over HTTP has it.
 */
export const errorStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== "single") return;
        const { data, errors } = body.singleResult;
        const delivers = Object.values(data ?? {}).some((value) => value !== null);
        if (delivers || errors === undefined) return;
        const found = errors.flatMap(({ extensions }) => statuses.get(extensions?.code) ?? []);
        if (found.length > 0) http.status = Math.max(...found);
      },
    };
  },
};
