/** How the provider turned a grant down, told apart by the OAuth `error` value, never by HTTP status. */
export type GrantRefusedCode = "INVALID_CREDENTIALS" | "INVALID_GRANT" | "BAD_REQUEST";

/** One message a code, whatever the cause: the caller learns nothing about the account. */
const messages: Record<GrantRefusedCode, string> = {
  INVALID_CREDENTIALS: "Username or password is incorrect!",
  INVALID_GRANT: "Refresh token is no longer valid",
  BAD_REQUEST: "Request malformed!",
};

/** The caller's fault: no token set for this username and password, or this refresh token (RFC 6749, section 5.2). */
export class GrantRefused extends Error {
  override readonly name = "GrantRefused";

  constructor(
    readonly code: GrantRefusedCode,
    options?: ErrorOptions,
  ) {
    super(messages[code], options);
  }
}
