import type { ApolloServerPlugin } from "@apollo/server";
import { type GraphQLError, Kind } from "graphql";
import { type Answer, answers } from "../errors.js";

const statuses = new Map<unknown, number>([
  ["INTERNAL_SERVER_ERROR", 500],
  ["BAD_USER_INPUT", 400],
  ["PERSISTED_QUERY_NOT_FOUND", 400],
]);

/** Codes of what reading the identity may throw: the token is refused, or cannot be verified now. */
const ofTheToken = new Set<unknown>(
  Object.entries<Answer>(answers).flatMap(([code, { challenge }]) =>
    challenge === "invalid_token" || code === "PROVIDER_UNAVAILABLE" ? [code] : [],
  ),
);

/**
 * Answers an error that leaves the caller with nothing by its HTTP status: 500 for an unexpected one, 400 for one in
 * what the caller sent. An answer that still delivers data stays 200, as GraphQL over HTTP has it.
 *
 * Whoever accepts `application/json` and nothing else takes any other status for that of something on the way, says the
 * same specification (section 6.4.1), and gets a misspelt document or variable with 200. What is refused never is.
 */
export const errorStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, errors: originals = [], response: { body, http } }) {
        if (body.kind !== "single") return;
        const { data, errors } = body.singleResult;
        if (errors === undefined) return;
        if (Object.values(data ?? {}).some((value) => value !== null)) {
          // What reading the identity has thrown brings the status and the headers of a refusal of all.
          if (!errors.some(({ extensions }) => ofTheToken.has(extensions?.code))) return;
          http.status = 200;
          for (const name of ["www-authenticate", "retry-after"]) http.headers.delete(name);
          return;
        }
        const found = errors.flatMap(({ extensions }) => statuses.get(extensions?.code) ?? []);
        if (found.length > 0) http.status = Math.max(...found);
        // Some of what is wrong with a request is found only when nothing of it has been executed.
        if (http.status === 400 && errors.every(({ path }) => path === undefined)) delete body.singleResult.data;
        const readsJsonAlone = request.http?.headers.get("accept") === "application/json";
        if (readsJsonAlone && data === undefined && originals.every(isMisspelt)) http.status = 200;
      },
    };
  },
};

/** Whether graphql-js could not parse a document, or coerce a variable. Too many tokens is a refusal. */
function isMisspelt({ extensions, message, nodes }: GraphQLError): boolean {
  if (extensions.code === "GRAPHQL_PARSE_FAILED") return !/^Syntax Error: Document contains more /.test(message);
  return nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
}
