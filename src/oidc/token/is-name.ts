/**
 * A string that may name a subject, session or token. Line breaks in one forge lines in a log; what is longer than
 * RFC 7519's 255 names nobody.
 */
export function isName(value: unknown): value is string {
  return typeof value === "string" && /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u.test(value);
}
