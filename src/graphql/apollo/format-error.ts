import { randomUUID } from "node:crypto";
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError, Kind, print } from "graphql";
import { longestMessage } from "../errors.js";

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

/** Whether the code is the author's: an error of another library may have brought one of its own. */
function isDeliberate(code: unknown, error: unknown): boolean {
  if (code === undefined || code === "INTERNAL_SERVER_ERROR") return false;
  return unwrapResolverError(error) instanceof GraphQLError;
}

/**
 * Makes Apollo's `formatError`. Meant for a client is a `GraphQLError` with a code of its own, as it is. Anything else
 * that is thrown becomes `Internal server error` and an id that the log has too, also what cannot even be looked at. A
 * message that quotes what the caller wrote is cut before the quotation.
 */
export function createFormatError(log: ErrorLog) {
  function mask({ path }: GraphQLFormattedError, details: object): GraphQLFormattedError {
    const errorId = randomUUID();
    log.error({ errorId, ...details }, "Unexpected error");
    const extensions = { code: "INTERNAL_SERVER_ERROR", errorId };
    return { message: "Internal server error", ...(path && { path }), extensions };
  }

  function format(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
    const { message, path, extensions } = formatted;
    if (extensions?.validationErrorCode === "INTROSPECTION_DISABLED") {
      // Apollo's words are for who runs the server.
      return { ...formatted, message: "Introspection is not offered", extensions: { code: extensions.code } };
    }
    if (isCallersFault.test(message)) {
      return { ...formatted, message: cut(message), extensions: { code: "BAD_USER_INPUT" } };
    }
    // Without a path it is about the request, and worded by graphql-js or by a scalar, which may have put a code on it.
    if (path !== undefined || extensions?.code === undefined || extensions.code === "INTERNAL_SERVER_ERROR") {
      if (!isDeliberate(extensions?.code, error)) return mask(formatted, { err: toLogged(unwrapResolverError(error)) });
      if (!quoting.has(String(extensions?.code))) return formatted;
    }
    return { ...formatted, message: cut(withoutLiterals(message, error)).slice(0, longestMessage) };
  }

  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    try {
      return format(formatted, error);
    } catch {
      return mask(formatted, { err: "[unreadable]" });
    }
  };
}
