import type { Attack, Attacker } from "./attack.js";

const malformed = "TOKEN_MALFORMED";
const places = ["header", "payload", "signature"];

function form(id: string, name: string, make: (good: string, attacker: Attacker) => string): Attack {
  return [id, name, malformed, (attacker) => make(attacker.provider.mint(), attacker)];
}

/** The same for each of the three parts. */
function inEach(id: string, name: string, change: (part: string) => string): Attack[] {
  return places.map((place, index) =>
    form(id, `${name} in the ${place}`, (good) =>
      good
        .split(".")
        .map((part, at) => (at === index ? change(part) : part))
        .join("."),
    ),
  );
}

function payload(id: string, name: string, bytes: (attacker: Attacker) => string | Uint8Array): Attack {
  return [id, `the payload ${name}`, malformed, (attacker) => attacker.provider.mint({}, { payload: bytes(attacker) })];
}

function goodClaims({ provider }: Attacker): string {
  return Buffer.from(provider.mint().split(".")[1] ?? "", "base64url").toString();
}

/** A base64url character whose last four bits differ in a place that a 256-byte signature leaves unused. */
function nonCanonical(part: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(part.at(-1) ?? "");
  return part.slice(0, -1) + alphabet[last ^ 1];
}

const middle = (part: string, text: string) => part.slice(0, 8) + text + part.slice(8);

/** Not one of these has the shape of a token, whoever signed it. */
export const formatAttacks: readonly Attack[] = [
  ...["", ".", "..", "...", "a", "a.b", "....", " ", "undefined", "null"].map((token) =>
    form("J040", JSON.stringify(token), () => token),
  ),
  form("J040", "1 part", (good) => good.split(".")[0] ?? ""),
  form("J040", "2 parts", (good) => good.split(".").slice(0, 2).join(".")),
  form("J040", "4 parts", (good) => `${good}.a`),
  form("J032", "5 parts: a JWE", (good) => `${good}.YQ.YQ`),
  form("J040", "4,000 parts", () => "a.".repeat(4_000)),
  form("J040", "an empty header", (good) => good.replace(/^[^.]+/, "")),
  form("J040", "an empty payload", (good) => good.replace(/\.[^.]+\./, "..")),
  form("J040", "an empty signature", (good) => good.replace(/[^.]+$/, "")),
  form("J033", "flattened JSON serialization", (good) => {
    const [header, claims, signature] = good.split(".");
    return JSON.stringify({ protected: header, payload: claims, signature });
  }),
  ...[" ", "\t", "\r", "\n", "\0", "=", "+", "/", "%2E", '"', "{", "\u00a0", "\u2028", ","].flatMap((text) => [
    ...inEach("J041", `${JSON.stringify(text)} amid`, (part) => middle(part, text)),
    ...inEach("J041", `${JSON.stringify(text)} after`, (part) => part + text),
    ...inEach("J041", `${JSON.stringify(text)} before`, (part) => text + part),
  ]),
  ...inEach("J041", "padding to four characters", (part) => `${part}${"=".repeat((4 - (part.length % 4)) % 4 || 4)}`),
  form("J042", "unused bits at the end of the signature", (good) => nonCanonical(good)),
  form("J042", "unused bits at the end of a payload of 4n + 3 characters", (_, { provider }) => {
    for (let filling = "a"; ; filling += "a") {
      const [header, payload = "", signature] = provider.mint({ filling }).split(".");
      if (payload.length % 4 === 3) return `${header}.${nonCanonical(payload)}.${signature}`;
    }
  }),
  ...["é", "\uff41", "🔑", "\ud800"].flatMap((text) =>
    inEach("J043", JSON.stringify(text), (part) => middle(part, text)),
  ),

  ...["[]", '"claims"', "1", "null", "true", "not JSON", "{", "", '{"iss":}', "{'iss':1}", '{"iss":1}{}'].map((text) =>
    payload("J044", text, () => text),
  ),
  payload("J044", "after a byte order mark", (attacker) => `\ufeff${goodClaims(attacker)}`),
  payload("J044", "in UTF-16", (attacker) => Buffer.from(goodClaims(attacker), "utf16le")),
  payload("J044", "in invalid UTF-8", (attacker) =>
    Buffer.concat([Buffer.from(`{"x":"`), Buffer.from([0xff]), Buffer.from(`",${goodClaims(attacker).slice(1)}`)]),
  ),
  payload("J044", "in overlong UTF-8", (attacker) =>
    Buffer.concat([
      Buffer.from(`{"x":"`),
      Buffer.from([0xc0, 0xaf]),
      Buffer.from(`",${goodClaims(attacker).slice(1)}`),
    ]),
  ),
  payload("J044", "{}", () => "{}"),
  ...["sub", "aud", "exp", "iss", "realm_access"].map((name) =>
    payload("J030", `with ${name} twice`, (attacker) => `{"${name}":"first",${goodClaims(attacker).slice(1)}`),
  ),
  payload("J030", "with sub twice, one escaped", (attacker) => `{"s\\u0075b":"admin",${goodClaims(attacker).slice(1)}`),
  payload("J030", "with roles twice, deeper", (attacker) =>
    goodClaims(attacker).replace('"realm_access":{', '"realm_access":{"roles":["admin"],'),
  ),
  payload("J045", "with __proto__", (attacker) => `{"__proto__":{"polluted":true},${goodClaims(attacker).slice(1)}`),
  payload("J045", "with __proto__ deeper", (attacker) => `{"a":{"__proto__":{"b":1}},${goodClaims(attacker).slice(1)}`),
  payload(
    "J045",
    "nested 2,000 deep",
    (attacker) => `{"a":${"[".repeat(2_000)}${"]".repeat(2_000)},${goodClaims(attacker).slice(1)}`,
  ),
  payload("J045", "nested 100,000 deep", () => `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
  ["J045", "a claim of 1 MB", malformed, ({ provider }) => provider.mint({ a: "a".repeat(1_000_000) })],
  [
    "J045",
    "10,000 claims",
    malformed,
    ({ provider }) =>
      provider.mint(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`c${index}`, index]))),
  ],
  ["J046", "8.1 KB", malformed, ({ provider }) => provider.mint({ a: "a".repeat(5_300) })],
  ["J046", "15 KB", malformed, ({ provider }) => provider.mint({ a: "a".repeat(10_500) })],
];
