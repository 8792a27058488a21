/** What the provider issues at login (RFC 6749, section 5.1). */
export interface TokenSet {
  /** Always `Bearer`. */
  readonly tokenType: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** Seconds, counted from the answer. */
  readonly expiresIn: number;
  /** Seconds, counted from the answer; null when the provider does not say. */
  readonly refreshExpiresIn: number | null;
  /** Separated by spaces. */
  readonly scope: string | null;
}
