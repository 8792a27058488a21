/** What a person reads, by `extensions.code`: what happened, and what they can do about it. */
export const words: ReadonlyMap<string, string> = new Map([
  ["INVALID_CREDENTIALS", "Username or password is incorrect."],
  ["TOO_MANY_LOGINS", "Log in one person at a time."],
  ["RATE_LIMITED", "Too many attempts. Wait a minute, then try again."],
  ["FORBIDDEN", "You are not allowed to see this."],
  ["UNAUTHENTICATED", "Please log in."],
  ["TOKEN_EXPIRED", "Your session has expired. Please log in again."],
  ["INVALID_GRANT", "Your session has expired. Please log in again."],
  ["TOKEN_REJECTED", "Your session was ended elsewhere. Please log in again."],
  ["TOKEN_SIGNATURE_INVALID", "The server no longer knows your session. Please log in again."],
  ["TOKEN_MALFORMED", "Your session could not be read. Please log in again."],
  ["PROVIDER_UNAVAILABLE", "The login service does not answer just now. Try again in a moment."],
  ["TIMEOUT", "The server takes too long just now. Try again in a moment."],
  ["OVERLOADED", "The server has too much to do just now. Try again in a moment."],
  ["PERSISTED_QUERY_NOT_FOUND", "The server does not know this request. Reload the page."],
  ["BAD_REQUEST", "The server did not understand this request."],
  // Not an answer of the API: there was none.
  ["LOGGED_OUT_HERE_ALONE", "You are logged out here, but the server could not be told."],
  ["INTERNAL_SERVER_ERROR", "Something went wrong on the server."],
]);
