/** A token set as `login` and `refresh` answer it. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds. */
  readonly expiresIn: number;
}

/** The token set an answer holds under `login` or `refresh`; undefined for anything else. */
export function readTokenSet(data: Readonly<Record<string, unknown>> | null | undefined): TokenSet | undefined {
  const found = data?.login ?? data?.refresh;
  if (typeof found !== "object" || found === null) return undefined;
  const { accessToken, refreshToken, expiresIn }: Record<string, unknown> = { ...found };
  if (typeof accessToken !== "string" || typeof expiresIn !== "number") return undefined;
  return { accessToken, expiresIn, refreshToken: typeof refreshToken === "string" ? refreshToken : null };
}
