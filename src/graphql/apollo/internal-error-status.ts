import type { ApolloServerPlugin } from "@apollo/server";
import { answers } from "../errors.js";

/**
 * Answers an unexpected error with HTTP 500 when it left the caller with nothing. An answer that still delivers data
 * stays 200, as GraphQL over HTTP has it.
 */
export const internalErrorStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== "single") return;
        const { data, errors } = body.singleResult;
        const delivers = Object.values(data ?? {}).some((value) => value !== null);
        if (!delivers && errors?.some(({ extensions }) => extensions?.code === "INTERNAL_SERVER_ERROR")) {
          http.status = answers.INTERNAL_SERVER_ERROR.status;
        }
      },
    };
  },
};
