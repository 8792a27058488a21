import type { Identity } from "../oidc/identity.js";

/** Who is signed in, as `me` tells it: what the requirements of the schema are compared with. */
export function readIdentity(me: unknown): Identity {
  const fields: Record<string, unknown> = { ...(typeof me === "object" ? me : null) };
  const names = (value: unknown) => new Set(Array.isArray(value) ? value.map(String) : []);
  const { claims } = fields;
  return {
    subject: String(fields.id),
    username: typeof fields.username === "string" ? fields.username : null,
    roles: names(fields.roles),
    scopes: names(fields.scopes),
    claims: typeof claims === "object" && claims !== null ? { ...claims } : {},
    expiresAt: new Date(String(fields.expiresAt)),
  };
}
