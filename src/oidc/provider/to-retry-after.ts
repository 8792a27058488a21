/**
 * Whole seconds that an answer asks to wait for (RFC 9110, section 10.2.3): 1 to 3,600, and a minute where it gives no
 * number.
 */
export function toRetryAfter(headers: Headers): number {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds >= 1 ? Math.min(Math.ceil(seconds), 3600) : 60;
}
