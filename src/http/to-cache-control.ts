/** What an answer says of who may keep it: nobody, unless the schema has said for how long. */
export function toCacheControl(said: unknown): string {
  if (said === undefined) return "no-store";
  const line = String(said);
  return line.includes("max-age") ? line : "no-store";
}
