/** A NumericDate (RFC 7519, section 2) from 1970 on. */
export function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
