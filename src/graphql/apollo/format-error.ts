import { randomUUID } from "node:crypto";
import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";

/** Where the original of a masked error goes. */
interface ErrorLog {
  error(details: object, message: string): void;
}

/** Codes of errors that graphql-js words itself, with what the caller wrote inside. */
const quoting = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);

/** How graphql-js quotes a value: everything from there on may be a password that was put in the wrong place. */
const quotes: readonly [RegExp, string][] = [
  [/(got invalid value) .*$/s, "$1"],
  [/(cannot represent [^:]*): .*$/s, "$1"],
  [/(found|got|Unexpected) (String|BlockString|Int|Float|Name) ".*$/s, "$1 $2"],
  [/(Expected value of type "[^"]*"), found .*$/s, "$1"],
  [/(Unexpected character): .*$/s, "$1"],
  [/(Invalid character escape sequence|Invalid Unicode escape sequence): .*$/s, "$1"],
  [/^Value ".*" does not exist in/s, "Value does not exist in"],
];

/**
 * Makes Apollo's `formatError`: what was not meant for a client becomes `Internal server error` and an id that the log
 * has too, and a message that quotes what the caller wrote is cut before the quotation.
 */
export function createFormatError(log: ErrorLog) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    if (code === undefined || code === "INTERNAL_SERVER_ERROR") {
      const errorId = randomUUID();
      log.error({ errorId, err: unwrapResolverError(error) }, "Unexpected error");
      return {
        message: "Internal server error",
        ...(formatted.path && { path: formatted.path }),
        extensions: { code: "INTERNAL_SERVER_ERROR", errorId },
      };
    }
    if (!quoting.has(String(code))) return formatted;
    const message = quotes.reduce((text, [quote, cut]) => text.replace(quote, cut), formatted.message);
    return { ...formatted, message };
  };
}
