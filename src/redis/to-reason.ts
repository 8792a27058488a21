import { types } from "node:util";

/** One line for the log. An address that cannot be reached has no message of its own, only a code. */
export function toReason(error: unknown): string {
  if (!types.isNativeError(error)) return "unknown";
  const code = "code" in error ? String(error.code) : error.name;
  return (error.message || code).replace(/\p{C}/gu, " ").slice(0, 300);
}
