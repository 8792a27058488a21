/** Why a token is refused: the codes a client sees in `extensions.code`. */
export type InvalidTokenCode = "TOKEN_EXPIRED" | "TOKEN_SIGNATURE_INVALID" | "TOKEN_MALFORMED" | "TOKEN_REJECTED";

/** The messages clients know, one a code. */
const messages: Record<InvalidTokenCode, string> = {
  TOKEN_EXPIRED: "Token has expired",
  TOKEN_SIGNATURE_INVALID: "Token signature couldn't be verified",
  TOKEN_MALFORMED: "Token is malformed",
  TOKEN_REJECTED: "Token was not issued for this API",
};

/**
 * The caller's fault: the token that was presented does not let anybody in (RFC 6750, section 3.1, `invalid_token`).
 * The message is safe to show; `reason` says more and is for the log alone. Neither holds any part of the token, and
 * there is no stack.
 */
export class InvalidToken extends Error {
  override readonly name = "InvalidToken";

  constructor(
    readonly code: InvalidTokenCode,
    readonly reason: string,
    message: string = messages[code],
  ) {
    // Taking it costs more than reading the token does, and whoever sends many such tokens must not be able to ask for that.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** The token was good once; its session has ended since. */
  static revoked(): InvalidToken {
    return new InvalidToken("TOKEN_REJECTED", "session ended", "Token has been revoked");
  }
}
