import { InvalidToken } from "../invalid-token.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Objects and arrays within each other; what walks the claims later may be recursive. */
const deepest = 32;
/** In text that is known to be JSON: a member's name, any other string, or a bracket. */
const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g;

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
  refuseSecondReadings(text);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseSecondReadings(text: string): void {
  const open: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (string !== undefined && colon !== undefined) {
      const name: string = JSON.parse(string);
      const names = open.at(-1);
      if (name === "__proto__" || names?.has(name))
        throw new InvalidToken("TOKEN_MALFORMED", "a member named twice or __proto__");
      names?.add(name);
    }
    if (open.length > deepest) throw new InvalidToken("TOKEN_MALFORMED", `nested more than ${deepest} deep`);
  }
}
