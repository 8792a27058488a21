import { toLoggedError } from "./to-logged-error.js";

/** Names under which secrets travel, however they are spelled. */
const secret =
  /^((proxy-?)?authorization|(set-?)?cookie|dpop|client_?secret|(access|refresh|id|logout)_?token|id_?token_?hint|code_?verifier|password|variables)$/i;
/** `code` is an authorization code, unless it reads as the code of an error. */
const errorCode = /^[A-Z][A-Z0-9_]*$/;
const deepest = 6;

/**
 * The second line of defence of the log: details without the values of names that are secret, at any depth. Nobody
 * passes such details on purpose.
 */
export function redact(details: object, depth = 0): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details)) kept[name] = toReadable(name, value, depth);
  return kept;
}

/** Somebody may throw anything, also what throws when it is looked at. */
function toReadable(name: string, value: unknown, depth: number): unknown {
  try {
    return toKept(name, value, depth);
  } catch {
    return "[unreadable]";
  }
}

function toKept(name: string, value: unknown, depth: number): unknown {
  if (secret.test(name) || (name === "code" && typeof value === "string" && !errorCode.test(value)))
    return "[redacted]";
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return toLoggedError(value);
  if ("toJSON" in value) return value;
  if (depth === deepest) return "[too deep]";
  return Array.isArray(value) ? value.map((member) => toReadable("", member, depth + 1)) : redact(value, depth + 1);
}
