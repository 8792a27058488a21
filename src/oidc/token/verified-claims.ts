/** Claims that have passed every check; what the checks promise about them is in their types. */
export interface VerifiedClaims extends Readonly<Record<string, unknown>> {
  readonly iss: string;
  readonly sub: string;
  /** Seconds since 1970. */
  readonly exp: number;
}
