/** What graphql-js waits for: whatever has a `then`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as { readonly then?: unknown }).then === "function";
}
