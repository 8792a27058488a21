import { InvalidToken } from "../invalid-token.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Objects and arrays within each other; what walks the claims later may be recursive. */
const deepest = 32;
/** In text that is known to be JSON. */
const strings = /"(?:[^"\\]|\\.)*"/g;

/**
 * A JSON object (RFC 8259) with exactly one reading: UTF-8 without byte order mark, no member named twice at any
 * depth, none named `__proto__`, nested 32 deep at most.
 *
 * @throws InvalidToken `TOKEN_MALFORMED` for everything else.
 */
export function readJsonObject(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new InvalidToken("TOKEN_MALFORMED", "not JSON in UTF-8");
  }
  if (!isObject(value)) throw new InvalidToken("TOKEN_MALFORMED", "not a JSON object");
  // Of a member that is named twice the value has one and the text two, each with its colon.
  if (countMembers(value, 1) !== text.replace(strings, "").split(":").length - 1)
    throw new InvalidToken("TOKEN_MALFORMED", "a member named twice");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of all objects in a value. */
function countMembers(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > deepest) throw new InvalidToken("TOKEN_MALFORMED", `nested more than ${deepest} deep`);
  if (Object.hasOwn(value, "__proto__")) throw new InvalidToken("TOKEN_MALFORMED", "a member named __proto__");
  const members = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) count += countMembers(member, depth + 1);
  return count;
}
