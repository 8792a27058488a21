import type { Attack, Attacker } from "./attack.js";

const malformed = "TOKEN_MALFORMED";
const expired = "TOKEN_EXPIRED";
const rejected = "TOKEN_REJECTED";
const unverified = "TOKEN_SIGNATURE_INVALID";

function claim(id: string, code: string, name: string, values: readonly unknown[]): Attack[] {
  return values.map((value) => [
    id,
    `${name} ${(JSON.stringify(value) ?? "missing").slice(0, 40)}`,
    code,
    ({ provider }) => provider.mint({ [name]: value }),
  ]);
}

function at(id: string, code: string, name: string, claims: (now: number) => object): Attack {
  return [id, name, code, ({ provider, now }) => provider.mint({ ...claims(now) })];
}

function issuer(code: string, name: string, change: (iss: string) => unknown): Attack {
  return ["J064", `iss ${name}`, code, ({ provider }) => provider.mint({ iss: change(provider.issuer) })];
}

/** In place of the number that JSON.stringify would write. */
function literal(id: string, code: string, name: string, number: string): Attack {
  return [
    id,
    `${name} ${number}`,
    code,
    ({ provider }: Attacker) => {
      const claims = Buffer.from(provider.mint({ [name]: 0 }).split(".")[1] ?? "", "base64url").toString();
      return provider.mint({}, { payload: claims.replace(`"${name}":0`, `"${name}":${number}`) });
    },
  ];
}

function kind(id: string, name: string, claims: object, header: object = {}): Attack {
  return [id, name, rejected, ({ provider }) => provider.mint({ ...claims }, { header: { ...header } })];
}

const year = 31_536_000;

/** Signed by the provider itself; it is what they say that lets nobody in. */
export const claimAttacks: readonly Attack[] = [
  ...claim("J060", malformed, "exp", [undefined, null, "9999999999", -1, true, {}, [9_999_999_999]]),
  literal("J060", malformed, "exp", "1e400"),
  literal("J060", malformed, "exp", "-1e400"),
  literal("J060", malformed, "exp", "NaN"),
  at("J060", malformed, "exp in milliseconds", (now) => ({ exp: (now + 300) * 1000 })),
  at("J060", malformed, "exp in a year", (now) => ({ exp: now + year })),
  at("J060", malformed, "exp a day and a minute away", (now) => ({ exp: now + 86_460 })),
  ...claim("J061", expired, "exp", [0, 1, 1_000_000_000.5]),
  at("J061", expired, "exp 31 s ago, tolerance 30 s", (now) => ({ exp: now - 31 })),
  at("J062", malformed, "nbf in an hour", (now) => ({ nbf: now + 3_600 })),
  at("J062", malformed, "nbf in 40 s, tolerance 30 s", (now) => ({ nbf: now + 40 })),
  ...claim("J062", malformed, "nbf", ["0", null, {}, true, -1]),
  at("J063", malformed, "iat in an hour", (now) => ({ iat: now + 3_600 })),
  ...claim("J063", malformed, "iat", [undefined, "0", null, {}, -1]),
  literal("J063", malformed, "iat", "1e400"),

  issuer(rejected, "of another realm", (iss) => iss.replace("local", "other")),
  issuer(rejected, "with a slash at the end", (iss) => `${iss}/`),
  issuer(rejected, "in upper case", (iss) => iss.toUpperCase()),
  issuer(rejected, "percent-encoded", (iss) => iss.replace("local", "%6Cocal")),
  issuer(rejected, "by https", (iss) => iss.replace("http:", "https:")),
  issuer(rejected, "on another port", (iss) => iss.replace(/:\d+/, ":1")),
  issuer(rejected, "with a look-alike letter", (iss) => iss.replace("l", "\u04cf")),
  issuer(rejected, "after a space", (iss) => ` ${iss}`),
  issuer(rejected, "before a NUL", (iss) => `${iss}\0`),
  issuer(rejected, "empty", () => ""),
  issuer(rejected, "__proto__", () => "__proto__"),
  issuer(malformed, "in a list", (iss) => [iss]),
  issuer(malformed, "missing", () => undefined),
  issuer(malformed, "null", () => null),
  [
    "T008",
    "of another realm, signed by another key",
    rejected,
    ({ provider, rsa }) => provider.mint({ iss: provider.issuer.replace("local", "other") }, { key: rsa }),
  ],
  ["T008", "of another realm that says it is ours", unverified, ({ provider, rsa }) => provider.mint({}, { key: rsa })],

  ...claim("J065", rejected, "aud", [
    undefined,
    [],
    "",
    "other",
    "api2",
    "ap",
    "API",
    "api ",
    ["x"],
    "account",
    ["account"],
  ]),
  ...claim("J065", malformed, "aud", [{}, 1, [["api"]], ["api", 1], true]),
  ...claim("J067", malformed, "sub", [
    undefined,
    "",
    null,
    1,
    {},
    ["alice"],
    "a".repeat(256),
    "a\nb",
    "a\0",
    "a\u0085b",
    "a\u2028b",
  ]),
  [
    "J067",
    "sub \\ud800",
    malformed,
    ({ provider }) => {
      const claims = Buffer.from(provider.mint({ sub: "?" }).split(".")[1] ?? "", "base64url").toString();
      return provider.mint({}, { payload: claims.replace('"sub":"?"', '"sub":"\\ud800"') });
    },
  ],

  kind("T001", "an ID token", { typ: "ID", aud: "api", nonce: "n", at_hash: "h" }),
  kind("T003", "a refresh token under the key of access tokens", { typ: "Refresh" }),
  kind("T002", "an offline token under the key of access tokens", { typ: "Offline" }),
  ...[
    "logout+jwt",
    "dpop+jwt",
    "secevent+jwt",
    "token-introspection+jwt",
    "oauth-authz-req+jwt",
    "JOSE",
    "jwt ",
    "jwt",
  ].map((typ) => kind("T004", `typ ${typ}`, {}, { typ })),
  kind("T004", "typ AT+JWT", {}, { typ: "AT+JWT" }),
  kind("T004", "a logout token", { typ: "Logout", events: {} }),
  kind("T006", "no typ in the claims", { typ: undefined }),
  ...["bearer", "Bearer ", "DPoP", "JWT", "", 1, null, ["Bearer"]].map((typ) =>
    kind("T006", `typ ${JSON.stringify(typ)} in the claims`, { typ }),
  ),
  kind("T005", "at+jwt that says it is an ID token", { typ: "ID" }, { typ: "at+jwt" }),
  kind("T009", "bound to a DPoP key", { cnf: { jkt: "x" } }),
  kind("T009", "bound to a certificate", { cnf: { "x5t#S256": "x" } }),
  kind("T009", "bound to nothing", { cnf: null }),
  kind("T009", "at+jwt, bound to a DPoP key", { cnf: { jkt: "x" } }, { typ: "at+jwt" }),
  [
    "T004",
    "a client assertion",
    rejected,
    ({ provider }) => provider.mint({ iss: "local-api", sub: "local-api", aud: provider.issuer, typ: undefined }),
  ],
];
