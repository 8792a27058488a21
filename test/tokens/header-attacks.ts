import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Attack, Attacker } from "./attack.js";

const malformed = "TOKEN_MALFORMED";
const unverified = "TOKEN_SIGNATURE_INVALID";

function publicJwk({ provider }: Attacker): JsonWebKey {
  const [jwk] = provider.jwks().keys;
  return { ...jwk };
}

function publicKey(attacker: Attacker): KeyObject {
  return createPublicKey({ key: publicJwk(attacker), format: "jwk" });
}

function hmac(name: string, secret: (attacker: Attacker) => string | Buffer): Attack {
  const sign = (attacker: Attacker) =>
    attacker.provider.mint({}, { algorithm: "HS256", key: createSecretKey(Buffer.from(secret(attacker))) });
  return ["J003", `HS256 with ${name} as secret`, malformed, sign];
}

function header(id: string, name: string, code: string, parameters: (attacker: Attacker) => object): Attack {
  return [id, name, code, (attacker) => attacker.provider.mint({}, { header: { ...parameters(attacker) } })];
}

function kid(name: string, value: unknown, code = unverified): Attack {
  return header("J023", `kid ${name}`, code, () => ({ kid: value }));
}

/** Signed by a good key under a header that lies, or by a bad key under a good header. */
export const headerAttacks: readonly Attack[] = [
  ["J001", "alg none without signature", malformed, ({ provider }) => provider.mint({}, { algorithm: "none" })],
  ["J001", "alg none with a signature", malformed, ({ provider }) => provider.mint({}, { header: { alg: "none" } })],
  ...["nOnE", "NONE", "none ", "None", "rs256", "RS256 ", "", "HS256", "RS1"].map((alg) =>
    header("J002", `alg ${JSON.stringify(alg)}`, malformed, () => ({ alg })),
  ),
  ...[null, 256, ["RS256"], { alg: "RS256" }, undefined].map((alg) =>
    header("J002", `alg ${JSON.stringify(alg)}`, malformed, () => ({ alg })),
  ),
  hmac("the public key in PEM", (attacker) => publicKey(attacker).export({ type: "spki", format: "pem" })),
  hmac("the PEM after a newline", (attacker) => `\n${publicKey(attacker).export({ type: "spki", format: "pem" })}`),
  hmac("the public key in DER", (attacker) => publicKey(attacker).export({ type: "spki", format: "der" })),
  hmac("the JWK as JSON", (attacker) => JSON.stringify(publicJwk(attacker))),
  hmac("the modulus", (attacker) => Buffer.from(publicJwk(attacker).n ?? "", "base64url")),
  hmac("nothing", () => ""),
  hmac("the client secret", ({ provider }) => provider.clientSecret),
  ["J005", "RS512 by a key for RS256", unverified, ({ provider }) => provider.mint({}, { algorithm: "RS512" })],
  ["J005", "PS256 by a key for RS256", unverified, ({ provider }) => provider.mint({}, { algorithm: "PS256" })],
  [
    "J007",
    "ES256 under the kid of an RSA key",
    unverified,
    ({ provider, ec }) => provider.mint({}, { algorithm: "ES256", key: ec }),
  ],
  header("J007", "an RS256 signature under alg ES256", unverified, () => ({ alg: "ES256" })),
  ["J008", "another key under a known kid", unverified, ({ provider, rsa }) => provider.mint({}, { key: rsa })],

  header("J020", "a jwk of the attacker", malformed, ({ rsa }) => ({
    jwk: createPublicKey(rsa).export({ format: "jwk" }),
  })),
  [
    "J020",
    "a jwk of the attacker, its key, no kid",
    malformed,
    ({ provider, rsa }) =>
      provider.mint({}, { key: rsa, header: { kid: undefined, jwk: createPublicKey(rsa).export({ format: "jwk" }) } }),
  ],
  [
    "J020",
    "a jwk of the attacker, its key, the kid of the provider",
    malformed,
    ({ provider, rsa }) =>
      provider.mint({}, { key: rsa, header: { jwk: createPublicKey(rsa).export({ format: "jwk" }) } }),
  ],
  ...["jku", "x5u"].map((name) =>
    header("J022", `${name}, good signature`, malformed, () => ({ [name]: "http://127.0.0.1:9/" })),
  ),
  header("J022", "x5c, good signature", malformed, () => ({ x5c: ["MII="] })),
  header("J022", "a parameter nobody knows", malformed, () => ({ foo: 1 })),

  ...[
    "../../../../dev/null",
    "/etc/passwd",
    "x' UNION SELECT 'k",
    "\u0024{7*7}",
    "\n",
    "__proto__",
    "constructor",
    "k".repeat(256),
  ].map((value) => kid(JSON.stringify(value.slice(0, 30)), value)),
  kid("of 257 characters", "k".repeat(257), malformed),
  kid("of 5 KB", "k".repeat(5_000), malformed),
  ...["", 1, {}, null, ["k"], true].map((value) => kid(JSON.stringify(value), value, malformed)),
  kid("missing (J024, J025)", undefined, malformed),

  ...[["x"], ["exp"], [], "b64", ["absent"]].map((crit) =>
    header("J027", `crit ${JSON.stringify(crit)}`, malformed, () => ({ crit, x: 1 })),
  ),
  header("J028", "b64 false, crit", malformed, () => ({ b64: false, crit: ["b64"] })),
  header("J029", "b64 false without crit", malformed, () => ({ b64: false })),
  header("J029", "b64 true", malformed, () => ({ b64: true })),
  header("J032", "zip", malformed, () => ({ zip: "DEF" })),
  header("J032", "cty JWT: a token within", malformed, () => ({ cty: "JWT" })),
  header("J032", "enc: a JWE's header", malformed, () => ({ enc: "A256GCM" })),
  ...[1, null, ["JWT"], {}].map((typ) => header("J031", `typ ${JSON.stringify(typ)}`, malformed, () => ({ typ }))),
  ...[
    ["alg twice", '"alg":"none","alg":"RS256"'],
    ["alg twice, one escaped", '"alg":"RS256","\\u0061lg":"RS256"'],
    ["kid twice", '"alg":"RS256","kid":"x"'],
    ["__proto__", '"alg":"RS256","__proto__":{}'],
  ].map(
    ([name, members]): Attack => [
      "J030",
      `${name} in the header`,
      malformed,
      ({ provider }) => provider.mint({}, { rawHeader: `{${members},"kid":"${provider.kid}","typ":"JWT"}` }),
    ],
  ),
  ...["[]", '"x"', "null", "1", "", "{", '{"alg":"RS256"}x', "\ufeff{}", '{"alg":"RS256",}'].map(
    (rawHeader): Attack => [
      "J044",
      `the header ${JSON.stringify(rawHeader)}`,
      malformed,
      ({ provider }) => provider.mint({}, { rawHeader }),
    ],
  ),
];
