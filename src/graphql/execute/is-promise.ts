/** What graphql-js waits for: whatever has a `then`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return "then" in value && typeof value.then === "function";
}
