/** Who an access token speaks for. Everything in it was verified; nothing in it can be changed. */
export interface Identity {
  /** `sub`: stable and unique at its issuer. Never empty. */
  readonly subject: string;
  /** `preferred_username`, or null when the token has none. */
  readonly username: string | null;
  /** Realm roles plain (`admin`), client roles as `client-id:role`. Exact strings; only arrays in the token count. */
  readonly roles: ReadonlySet<string>;
  /** The members of the space separated `scope` claim (RFC 8693, section 4.2). */
  readonly scopes: ReadonlySet<string>;
  /** Every verified claim, as the token has it. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** `exp` as a point in time. */
  readonly expiresAt: Date;
}
