import { randomUUID } from "node:crypto";
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError, Kind, print } from "graphql";

/** Where the original of a masked error goes. */
interface ErrorLog {
  error(details: object, message: string): void;
}

/** Codes of errors that graphql-js words itself, with what the caller wrote inside. */
const quoting = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);

/** How graphql-js quotes a value: everything from there on may be a password that was put in the wrong place. */
const quotes: readonly [RegExp, string][] = [
  [/(got invalid value) .*$/s, "$1"],
  [/(has invalid value) .*$/s, "$1"],
  [/(cannot represent [^:]*): .*$/s, "$1"],
  [/(found|got|Unexpected) (String|BlockString|Int|Float|Name) ".*$/s, "$1 $2"],
  [/(Expected value of type "[^"]*"), found .*$/s, "$1"],
  [/(Unexpected character): .*$/s, "$1"],
  [/(Invalid character escape sequence|Invalid Unicode escape sequence): .*$/s, "$1"],
  [/^Value ".*" does not exist in/s, "Value does not exist in"],
];

/** What graphql-js finds wrong with a request only while it executes it, without a code to know it by. */
const isCallersFault =
  /^Argument "[^"]*" (of (non-null|required) type .* (must not be null|was not provided)|has invalid value )|^Schema is not configured to execute |^Too many errors processing variables/s;

/** A name in a document may be as long as the document. */
const longest = 500;
/** Characters of a literal from which on it is looked for: shorter ones are in many a word. */
const shortest = 4;

function cut(message: string): string {
  return quotes.reduce((text, [quote, rest]) => text.replace(quote, rest), message);
}

/** A scalar words its errors itself: the literal that it was given is taken out of them. */
function withoutLiterals(message: string, error: unknown): string {
  const nodes = error instanceof GraphQLError ? (error.nodes ?? []) : [];
  const literals = nodes.flatMap((node) => {
    if (node.kind === Kind.STRING) return [node.value];
    return node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.ENUM ? [print(node)] : [];
  });
  const secrets = literals.filter(({ length }) => length >= shortest);
  return secrets.reduce((text, secret) => text.replaceAll(secret, "…"), message);
}

/** An error for the log, which must not keep what a caller wrote either. */
function toLogged(error: unknown): unknown {
  if (!(error instanceof Error) || cut(error.message) === error.message) return error;
  return { type: error.name, message: cut(error.message) };
}

/**
 * Makes Apollo's `formatError`: what was not meant for a client becomes `Internal server error` and an id that the log
 * has too, and a message that quotes what the caller wrote is cut before the quotation.
 */
export function createFormatError(log: ErrorLog) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    if (isCallersFault.test(formatted.message)) {
      return { ...formatted, message: cut(formatted.message), extensions: { code: "BAD_USER_INPUT" } };
    }
    if (code === undefined || code === "INTERNAL_SERVER_ERROR") {
      const errorId = randomUUID();
      log.error({ errorId, err: toLogged(unwrapResolverError(error)) }, "Unexpected error");
      return {
        message: "Internal server error",
        ...(formatted.path && { path: formatted.path }),
        extensions: { code: "INTERNAL_SERVER_ERROR", errorId },
      };
    }
    // Without a path it is about the request: a scalar may have put a code of its own on it.
    if (!quoting.has(String(code)) && formatted.path !== undefined) return formatted;
    return { ...formatted, message: cut(withoutLiterals(formatted.message, error)).slice(0, longest) };
  };
}
