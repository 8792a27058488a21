import { isUtf8 } from "node:buffer";
import { InvalidToken } from "../invalid-token.js";

/** Objects and arrays within each other; what walks the claims later may be recursive. */
const deepest = 32;
const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];

/**
 * A JSON object (RFC 8259) with exactly one reading: UTF-8 without byte order mark, no member named twice at any
 * depth, none named `__proto__`, nested 32 deep at most.
 *
 * @throws InvalidToken `TOKEN_MALFORMED` for everything else.
 */
export function readJsonObject(bytes: Buffer): Record<string, unknown> {
  // Asked first: noise is what most bad tokens are made of, and an error that is caught costs more than the question.
  if (!isUtf8(bytes)) throw new InvalidToken("TOKEN_MALFORMED", "not JSON in UTF-8");
  const text = bytes.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidToken("TOKEN_MALFORMED", "not JSON in UTF-8");
  }
  if (!isObject(value)) throw new InvalidToken("TOKEN_MALFORMED", "not a JSON object");
  // Of a member that is named twice the value has one and the text two, each with its colon.
  if (countMembers(value, 1) !== countColons(text)) throw new InvalidToken("TOKEN_MALFORMED", "a member named twice");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of all objects in a value that came out of JSON, whose objects have no members but their own. */
function countMembers(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > deepest) throw new InvalidToken("TOKEN_MALFORMED", `nested more than ${deepest} deep`);
  let count = 0;
  if (isObject(value)) {
    for (const name in value) {
      if (name === "__proto__") throw new InvalidToken("TOKEN_MALFORMED", "a member named __proto__");
      count += 1 + countMembers(value[name], depth + 1);
    }
  } else if (Array.isArray(value)) {
    for (const member of value) count += countMembers(member, depth + 1);
  }
  return count;
}

/** Outside of strings, in text that is known to be JSON. */
function countColons(text: string): number {
  let count = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) isString = !isString;
    else if (character === backslash) at += 1;
    else if (character === colon && !isString) count += 1;
  }
  return count;
}
