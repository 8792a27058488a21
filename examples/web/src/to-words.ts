import { CombinedGraphQLErrors, type ErrorLike, ServerError } from "@apollo/client";
import { words } from "./words";

/** An error in words: by its code when the API has answered, by what kept it from answering when it has not. */
export function toWords(error: ErrorLike): string {
  if (CombinedGraphQLErrors.is(error)) {
    const code = error.errors[0]?.extensions?.code;
    return (typeof code === "string" && words.get(code)) || error.message;
  }
  if (error.name === "TimeoutError") return "The server takes too long to answer.";
  // An answer that is not the API's own: a proxy in front of it says that it cannot reach it.
  if (ServerError.is(error) && error.statusCode < 500) return "The server did not understand this request.";
  return "The server cannot be reached.";
}
