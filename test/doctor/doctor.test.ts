import { describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider, type TestProviderOptions, type TestUser } from "latchkey/testing";
import { type Diagnosis, runDoctor } from "./run-doctor.js";

const clientSecret = "secret-of-this-client";
const password = "password-of-this-person";

interface Case {
  readonly provider?: TestProviderOptions;
  /** Of the one who logs in, over what the provider would say. */
  readonly claims?: TestUser["claims"];
  readonly user?: Partial<TestUser>;
  readonly settings?: Readonly<Record<string, string>> | ((provider: TestProvider) => Record<string, string>);
  /** Default: logs alice in. */
  readonly args?: readonly string[];
  readonly prepare?: (provider: TestProvider) => unknown;
  /** The step that is not well, and its text. */
  readonly step: string;
  readonly says: RegExp;
}

/** What doctor says of a provider, and how many sessions it has ended there. */
async function examine(row: Partial<Case>): Promise<Diagnosis & { readonly ended: number }> {
  const { provider: options, claims, user, settings, prepare } = row;
  const alice = { password, roles: ["member"], ...user, ...(claims !== undefined && { claims }) };
  const provider = await startTestProvider({ clientSecret, users: { alice }, ...options });
  try {
    await prepare?.(provider);
    const diagnosis = await runDoctor(
      {
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: provider.clientId,
        OIDC_CLIENT_SECRET: clientSecret,
        LATCHKEY_DOCTOR_PASSWORD: password,
        ...(typeof settings === "function" ? settings(provider) : settings),
      },
      row.args ?? ["--username", "alice"],
    );
    expect(diagnosis.output).not.toContain(clientSecret);
    expect(diagnosis.output).not.toContain(password);
    expect(diagnosis.output).not.toMatch(/eyJ|^\s+at /m);
    return { ...diagnosis, ended: provider.requests.revocation };
  } finally {
    await provider.stop();
  }
}

async function describeTo(provider: TestProvider, change: object): Promise<object> {
  const metadata: object = JSON.parse(await (await fetch(provider.discoveryUrl)).text());
  return { ...metadata, ...change };
}

const failed: [id: string, why: string, row: Case][] = [
  [
    "P01",
    "nothing listens",
    { prepare: (p) => p.stop(), step: "provider", says: /nothing listens at 127.0.0.1:\d+ \(ECONNREFUSED\) → Start/ },
  ],
  [
    "P02",
    "the host name is unknown",
    {
      settings: { OIDC_ISSUER: "http://provider.invalid/realms/local" },
      step: "provider",
      says: /provider.invalid is not a name .*\(DNS\).* → Correct the host name/,
    },
  ],
  [
    "P03",
    "it speaks no TLS",
    {
      settings: (p) => ({ OIDC_ISSUER: p.issuer.replace("http:", "https:") }),
      step: "provider",
      says: /does not speak TLS.* → Write http:/,
    },
  ],
  [
    "P04",
    "it does not answer",
    { prepare: (p) => p.fault("discovery", { end: "hang" }), step: "provider", says: /no answer within 5 s/ },
  ],
  [
    "P05",
    "it cuts the connection",
    { prepare: (p) => p.fault("discovery", { end: "reset" }), step: "provider", says: /cuts the connection/ },
  ],
  [
    "P06",
    "a web page answers",
    {
      prepare: (p) => p.fault("discovery", { headers: { "content-type": "text/html" }, body: "<h1>Hello</h1>" }),
      step: "provider",
      says: /is a web page, not JSON → Something else answers/,
    },
  ],
  [
    "P07",
    "Keycloak has no such realm",
    {
      prepare: (p) => p.fault("discovery", { status: 404, body: { error: "Realm does not exist" } }),
      step: "provider",
      says: /is not there \(404\) → Correct KEYCLOAK_REALM_NAME/,
    },
  ],
  [
    "P08",
    "the base path is one too many",
    {
      settings: (p) => ({ OIDC_ISSUER: p.issuer.replace("/realms/", "/auth/realms/") }),
      step: "provider",
      says: /is not there \(404\) → \S+ is there: correct the base path \/auth/,
    },
  ],
  [
    "P09",
    "nothing is at the address",
    {
      settings: (p) => ({ OIDC_ISSUER: `${p.issuer}/nothing` }),
      step: "provider",
      says: /is not there \(404\) → Correct the address/,
    },
  ],
  [
    "P10",
    "it redirects",
    {
      prepare: (p) => p.fault("discovery", { status: 301, headers: { location: "https://login.example.com/" } }),
      step: "provider",
      says: /redirects to https:\/\/login.example.com\/ → No redirect is followed/,
    },
  ],
  [
    "P11",
    "it is not well",
    { prepare: (p) => p.fault("discovery", { status: 503 }), step: "provider", says: /answers with status 503/ },
  ],
  [
    "P12",
    "its answer has no end",
    {
      prepare: (p) => p.fault("discovery", { body: "x".repeat(600_000) }),
      step: "provider",
      says: /longer than 512 KB/,
    },
  ],
  [
    "I01",
    "its public address is another",
    {
      provider: { publicIssuer: "https://login.example.com/realms/local" },
      settings: (p) => ({ OIDC_ISSUER: p.discoveryUrl.replace(/\/\.well-known.*/, "") }),
      step: "issuer",
      says: /expected http:\/\/127\S+ received https:\/\/login.example.com\/realms\/local → .*OIDC_DISCOVERY_URL=http:\/\/127.*KC_HOSTNAME/,
    },
  ],
  [
    "I02",
    "a slash at the end is one too many",
    {
      settings: (p) => ({ OIDC_ISSUER: `${p.issuer}/` }),
      step: "issuer",
      says: /expected \S+\/local\/ received \S+\/local → Make the received one the issuer/,
    },
  ],
  [
    "I03",
    "its metadata names no keys",
    {
      prepare: async (p) => p.fault("discovery", { body: await describeTo(p, { jwks_uri: undefined }) }),
      step: "issuer",
      says: /names no jwks_uri/,
    },
  ],
  [
    "K01",
    "it publishes no key",
    {
      prepare: (p) => p.fault("jwks", { body: { keys: [] } }),
      step: "keys",
      says: /0 published: 0 usable.* → Keycloak: Realm settings › Keys/,
    },
  ],
  [
    "K02",
    "it publishes a secret alone",
    {
      prepare: (p) => p.fault("jwks", { body: { keys: [{ kty: "oct", k: clientSecret, kid: "1" }] } }),
      step: "keys",
      says: /1 published: 0 usable, 0 not for signatures, 1 ignored key 0: a secret or private key is published/,
    },
  ],
  [
    "K03",
    "its keys are not there",
    { prepare: (p) => p.fault("jwks", { status: 500 }), step: "keys", says: /status 500/ },
  ],
  [
    "T01",
    "its clock is a day behind",
    {
      prepare: async (p) => p.fault("discovery", { headers: { date: toDate(-86_400) }, body: await describeTo(p, {}) }),
      step: "clock",
      says: /clock is 86(39|4\d)\d s behind ours → Synchronise both clocks/,
    },
  ],
  [
    "C01",
    "the client secret is wrong",
    {
      settings: { OIDC_CLIENT_SECRET: "another" },
      step: "client",
      says: /the client secret is wrong \(401 unauthorized_client: .*\) → Keycloak: Clients › local-api › Credentials/,
    },
  ],
  [
    "C02",
    "there is no such client",
    {
      settings: { OIDC_CLIENT_ID: "locale-api" },
      step: "client",
      says: /no such client.*\(401 invalid_client: .* → Keycloak: Clients › locale-api/,
    },
  ],
  [
    "C03",
    "the client has another way to identify itself",
    {
      prepare: (p) => p.fault("token", { status: 400, body: { error: "invalid_client" } }),
      step: "client",
      says: /\(400 invalid_client\) → .*Client authentication on/,
    },
  ],
  [
    "C04",
    "the realm is not enabled",
    {
      prepare: (p) =>
        p.fault("token", { status: 403, body: { error: "access_denied", error_description: "Realm not enabled" } }),
      step: "client",
      says: /nobody is let in \(403 access_denied: Realm not enabled\)/,
    },
  ],
  [
    "C05",
    "the token endpoint is a web page",
    {
      prepare: (p) => p.fault("token", { headers: { "content-type": "text/html" }, body: "<h1>Hello</h1>" }),
      step: "client",
      says: /the token endpoint does not answer as it should/,
    },
  ],
  [
    "C06",
    "the answer repeats the secret and speaks to the terminal",
    {
      prepare: (p) =>
        p.fault("token", {
          status: 401,
          body: { error: "invalid_client", error_description: `\u001b[2J${clientSecret} is wrong` },
        }),
      step: "client",
      says: /no such client.*\(401\)/,
    },
  ],
  [
    "G01",
    "direct access grants are off",
    {
      provider: { passwordGrant: false },
      step: "password grant",
      says: /may not log people in with a password \(400 unauthorized_client: .*Direct access grants on/,
    },
  ],
  [
    "G02",
    "the scope is not the client's",
    {
      settings: { OIDC_SCOPE: "openid treasure" },
      step: "password grant",
      says: /does not have: openid treasure \(400 invalid_scope: .* → Keycloak: Clients › local-api › Client scopes/,
    },
  ],
  [
    "L01",
    "the password is wrong",
    {
      settings: { LATCHKEY_DOCTOR_PASSWORD: "another" },
      step: "login",
      says: /alice is refused \(400 invalid_grant: Invalid user credentials\)/,
    },
  ],
  ["L02", "the account is disabled", { user: { enabled: false }, step: "login", says: /Account disabled/ }],
  [
    "L03",
    "the account is half set up",
    { user: { isSetUp: false }, step: "login", says: /Account is not fully set up/ },
  ],
  [
    "L04",
    "the ID token is of another issuer",
    {
      claims: { iss: "https://login.example.com" },
      step: "login",
      says: /the answer to the login cannot be used \(.*iss.*KC_HOSTNAME/,
    },
  ],
  [
    "A01",
    "the audience is another",
    {
      settings: { OIDC_AUDIENCE: "treasure-api" },
      step: "access token",
      says: /refused: another audience \(TOKEN_REJECTED\) → OIDC_AUDIENCE wants treasure-api in aud.*Audience/,
    },
  ],
  [
    "A02",
    "the token is another client's",
    { claims: { azp: "other" }, step: "access token", says: /refused: another client's token .* → azp/ },
  ],
  [
    "A03",
    "it is no access token",
    { claims: { typ: "ID" }, step: "access token", says: /refused: not an access token .* → Its kind/ },
  ],
  [
    "A04",
    "its issuer is another",
    {
      claims: { iss: "https://login.example.com" },
      settings: { OIDC_SCOPE: "profile" },
      step: "access token",
      says: /refused: another issuer .* → .*KC_HOSTNAME/,
    },
  ],
  [
    "A05",
    "it has expired",
    {
      claims: { exp: Math.floor(Date.now() / 1000) - 600 },
      settings: { OIDC_SCOPE: "profile" },
      step: "access token",
      says: /refused: exp is past .* → Synchronise/,
    },
  ],
  [
    "A06",
    "it lives for a year",
    { provider: { lifetime: 31_536_000 }, step: "access token", says: /refused: exp is too far away .*Lifespan/ },
  ],
  [
    "A07",
    "it says not whose it is",
    {
      claims: { sub: undefined },
      settings: { OIDC_SCOPE: "profile" },
      step: "access token",
      says: /no usable sub .*basic/,
    },
  ],
  [
    "A08",
    "it is bound to a key",
    { claims: { cnf: { jkt: "x" } }, step: "access token", says: /bound to a key.* → .*DPoP/ },
  ],
  [
    "A09",
    "it is too long",
    { claims: { groups: "x".repeat(9_000) }, step: "access token", says: /longer than 8192 .*mappers/ },
  ],
  [
    "A10",
    "its key is not published",
    {
      prepare: async (p) => {
        const before = p.jwks();
        await p.rotateKeys({ keep: false });
        p.fault("jwks", { body: before });
      },
      step: "access token",
      says: /refused: no such key/,
    },
  ],
  [
    "O01",
    "the session cannot be ended",
    { prepare: (p) => p.fault("revocation", { status: 500 }), step: "logout", says: /could not be ended \(500 / },
  ],
];

const warned: typeof failed = [
  [
    "W01",
    "the clocks are most of a minute apart",
    {
      prepare: async (p) => p.fault("discovery", { headers: { date: toDate(50) }, body: await describeTo(p, {}) }),
      step: "clock",
      says: /clock is [1-5]\d s ahead of ours/,
    },
  ],
  [
    "W02",
    "a key is weak",
    {
      prepare: (p) =>
        p.fault("jwks", { body: { keys: [...p.jwks().keys, { kty: "RSA", kid: "w", n: "AQ", e: "AQ" }] } }),
      step: "keys",
      says: /2 published: 1 usable \(RS256\), 0 not for signatures, 1 ignored key 1: an RSA modulus of 1 bits/,
    },
  ],
  [
    "W03",
    "the roles are elsewhere",
    {
      claims: { realm_access: undefined, groups: ["staff"] },
      step: "roles",
      says: /none at realm_access.roles.* → The token has lists at groups: correct OIDC_ROLES_CLAIM/,
    },
  ],
  [
    "W04",
    "there are no roles",
    { user: { roles: [] }, step: "roles", says: /none at realm_access.roles; in all: none → The token has no list/ },
  ],
  [
    "W05",
    "the token has no username",
    { claims: { preferred_username: undefined }, step: "username", says: /no preferred_username.* → .*profile/ },
  ],
  [
    "W06",
    "tokens live for an hour",
    { provider: { lifetime: 3_600 }, step: "lifespan", says: /live 60 min, more than 15 → .*Access Token Lifespan/ },
  ],
];

function toDate(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString();
}

describe("doctor › finds", () => {
  it.concurrent.each(failed)("%s › %s", async (_id, _why, row) => {
    const diagnosis = await examine(row);
    expect(diagnosis.step(row.step)).toMatch(row.says);
    expect(diagnosis.step(row.step)).toMatch(/^failed: /);
    expect(diagnosis.output.match(/^failed /gm)).toHaveLength(1);
    expect(diagnosis.code).toBe(1);
  });

  it.concurrent.each(warned)("%s › %s, and warns", async (_id, _why, row) => {
    const diagnosis = await examine(row);
    expect(diagnosis.step(row.step)).toMatch(row.says);
    expect(diagnosis.step(row.step)).toMatch(/^warning: /);
    expect(diagnosis.output).not.toMatch(/^failed /m);
    expect(diagnosis.code).toBe(0);
  });
});

describe("doctor", () => {
  it("takes every step with a provider that is well, and leaves no session behind", async () => {
    const { output, code, ended } = await examine({});
    expect(output.match(/^ok /gm)).toHaveLength(14);
    expect(output.trim().split("\n").at(-1)).toBe("14 ok, 0 warnings, 0 failed, 0 skipped");
    expect(code).toBe(0);
    expect(ended).toBe(1);
  });

  it("ends the session when the token is refused", async () => {
    const { ended } = await examine({ settings: { OIDC_AUDIENCE: "treasure-api" } });
    expect(ended).toBe(1);
  });

  it("skips what builds on what failed", async () => {
    const { output } = await examine({ prepare: (p) => p.stop() });
    expect(output.match(/^skipped /gm)).toHaveLength(12);
  });

  it("tries no login without a username, and asks for no password", async () => {
    const diagnosis = await examine({ args: [], settings: { LATCHKEY_DOCTOR_PASSWORD: "" } });
    expect(diagnosis.step("login")).toMatch(/^skipped: --username/);
    expect(diagnosis.code).toBe(0);
  });

  it("tries no login with PASSWORD_LOGIN=off", async () => {
    const diagnosis = await examine({ provider: { passwordGrant: false }, settings: { PASSWORD_LOGIN: "off" } });
    expect(diagnosis.step("password grant")).toMatch(/^skipped: PASSWORD_LOGIN is off/);
    expect(diagnosis.code).toBe(0);
  });

  it("reads the clock of the access token where the provider sends no Date", async () => {
    const iat = Math.floor(Date.now() / 1000) - 30;
    const diagnosis = await examine({
      claims: { iat },
      prepare: async (p) => p.fault("discovery", { headers: { date: "" }, body: await describeTo(p, {}) }),
    });
    expect(diagnosis.step("clock")).toMatch(/^warning: the provider's clock is [2-5]\d s behind ours/);
  });

  it("says what is wrong with the settings in the words of the server", async () => {
    const settings = { RUNTIME_ENV: "prod", OIDC_ISSUER: "http://login.example.com", OIDC_CLIENT_SECRET: clientSecret };
    const file = { name: ".env", content: "PORT=http\n" };
    const diagnosis = await runDoctor(settings, [], file);
    expect(diagnosis.step("settings")).toBe(
      "failed: PORT is not a port from 0 to 65535 OIDC_CLIENT_ID is missing OIDC_ISSUER must be https:// in prod, unless it is on loopback → Set it in the environment or in .env; .env.example says how",
    );
    expect(diagnosis.output).not.toContain(clientSecret);
    expect(diagnosis.code).toBe(1);
  });

  it("has nothing to examine with the embedded provider", async () => {
    const diagnosis = await runDoctor({});
    expect(diagnosis.step("settings")).toMatch(/^ok: no provider is named.*nothing to examine$/);
    expect(diagnosis.code).toBe(0);
  });

  it.each([
    ["an option that it has not", ["--password", "x"], /Unknown option '--password'[\s\S]*Usage: latchkey doctor/],
    ["a username and no way to ask for the password", ["--username", "alice"], /Set LATCHKEY_DOCTOR_PASSWORD/],
  ])("ends with status 2 for %s", async (_name, args, says) => {
    const OIDC_ISSUER = "http://127.0.0.1:1/realms/local";
    const settings = { OIDC_ISSUER, OIDC_CLIENT_ID: "local-api", OIDC_CLIENT_SECRET: clientSecret };
    const diagnosis = await runDoctor(settings, args);
    expect(diagnosis.output).toMatch(says);
    expect(diagnosis.code).toBe(2);
  });
});
