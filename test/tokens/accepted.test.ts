import { afterAll, describe, expect, it } from "@jest/globals";
import { type SigningAlgorithm, startTestProvider, type TestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";
import { toOutcome } from "./to-outcome.js";

const provider = await startTestProvider();
const byClient = await createVerifier({ issuer: provider.issuer, clientId: "local-api", clockTolerance: 30 });
const byAudience = await createVerifier({ issuer: provider.issuer, audience: ["other", "api"], clientId: "local-api" });
const exact = await createVerifier({
  issuer: provider.issuer,
  clientId: "local-api",
  clockTolerance: 0,
  maxLifetime: 3_600,
});
const now = () => Math.floor(Date.now() / 1000);

afterAll(async () => {
  for (const verifier of [byClient, byAudience, exact]) verifier.close();
  await provider.stop();
});

describe("an access token is accepted", () => {
  it.each<[string, string, () => string]>([
    ["J001", "as the provider issues it, aud account", () => provider.mint()],
    ["J065", "without aud, by its client", () => provider.mint({ aud: undefined })],
    ["J066", "by client_id in place of azp", () => provider.mint({ azp: undefined, client_id: "local-api" })],
    ["J066", "with azp and client_id that agree", () => provider.mint({ client_id: "local-api" })],
    ["J046", "of 7.9 KB", () => provider.mint({ a: "a".repeat(5_100) })],
    [
      "J030",
      "with one member name in two objects",
      () => provider.mint({ a: { sub: "x", a: { a: 1 } }, b: [{ c: 1 }, { c: 1 }] }),
    ],
    ["J045", "with text that looks like JSON", () => provider.mint({ a: '{"sub":1,"sub":2}[[', 'b"': '\\":' })],
    ["J060", "with a fraction in exp", () => provider.mint({ exp: now() + 60.5 })],
    ["J060", "that lives for a day", () => provider.mint({ exp: now() + 86_400 })],
    ["J061", "that expired 25 s ago, tolerance 30 s", () => provider.mint({ exp: now() - 25 })],
    ["J062", "with nbf in 25 s, tolerance 30 s", () => provider.mint({ nbf: now() + 25 })],
    ["J063", "with iat in 25 s, tolerance 30 s", () => provider.mint({ iat: now() + 25 })],
    ["J063", "issued in 1970", () => provider.mint({ iat: 0 })],
    ["J067", "with a sub of 255 characters", () => provider.mint({ sub: "é".repeat(255) })],
    ["J067", "with a sub beyond ASCII", () => provider.mint({ sub: "Ünïcødé 🔑" })],
    ["T005", "with typ at+jwt", () => provider.mint({}, { header: { typ: "at+jwt" } })],
    [
      "T005",
      "with typ at+jwt and no typ in the claims",
      () => provider.mint({ typ: undefined }, { header: { typ: "at+jwt" } }),
    ],
    ["T005", "with typ application/at+jwt", () => provider.mint({}, { header: { typ: "application/at+jwt" } })],
    ["J031", "without typ in the header", () => provider.mint({}, { header: { typ: undefined } })],
    [
      "J022",
      "with a certificate thumbprint in the header",
      () => provider.mint({}, { header: { x5t: "a", "x5t#S256": "b" } }),
    ],
    ["T007", "of a service account", () => provider.mint({ preferred_username: "service-account-local-api" })],
  ])("%s %s", async (_id, _name, make) => {
    const token = make();
    expect(token.length).toBeLessThan(8_192);
    expect(await toOutcome(byClient.verify(token))).toBe("OK");
  });

  it.each([["api"], [["x", "api"]], [["other"]]])(
    "J066 with aud %j when api or other is asked for, whatever its client",
    async (aud) => {
      expect(await toOutcome(byAudience.verify(provider.mint({ aud, azp: "mobile" })))).toBe("OK");
    },
  );

  it.each<SigningAlgorithm>(["PS256", "ES256", "EdDSA"])("signed by %s", async (algorithm) => {
    await withProvider(await startTestProvider({ algorithm }), async (other) => {
      const verifier = await createVerifier({ issuer: other.issuer, clientId: "local-api" });
      expect(await toOutcome(verifier.verify(other.mint()))).toBe("OK");
      verifier.close();
    });
  });

  it("named Ed25519 in the header and EdDSA in the key", async () => {
    await withProvider(await startTestProvider({ algorithm: "EdDSA" }), async (other) => {
      const verifier = await createVerifier({ issuer: other.issuer, clientId: "local-api" });
      expect(await toOutcome(verifier.verify(other.mint({}, { algorithm: "Ed25519" })))).toBe("OK");
      verifier.close();
    });
  });
});

describe("an access token is held to the rules that were set", () => {
  it.each<[string, string, string, () => string]>([
    ["J061", "exp now, tolerance 0", "TOKEN_EXPIRED", () => provider.mint({ exp: now() })],
    ["J061", "exp 1 s ago, tolerance 0", "TOKEN_EXPIRED", () => provider.mint({ exp: now() - 1 })],
    ["J060", "two hours to live, one allowed", "TOKEN_MALFORMED", () => provider.mint({ exp: now() + 7_200 })],
    ["J066", "another client", "TOKEN_REJECTED", () => provider.mint({ azp: "mobile" })],
    ["J066", "no client", "TOKEN_REJECTED", () => provider.mint({ azp: undefined })],
    ["J066", "a list of clients", "TOKEN_REJECTED", () => provider.mint({ azp: ["local-api"] })],
    ["J066", "azp and client_id that disagree", "TOKEN_REJECTED", () => provider.mint({ client_id: "mobile" })],
    ["J066", "our client in aud alone", "TOKEN_REJECTED", () => provider.mint({ azp: "mobile", aud: "local-api" })],
    [
      "T001",
      "our client in the aud of an ID token",
      "TOKEN_REJECTED",
      () => provider.mint({ typ: "ID", aud: "local-api" }),
    ],
    [
      "T005",
      "at+jwt without aud",
      "TOKEN_MALFORMED",
      () => provider.mint({ aud: undefined }, { header: { typ: "at+jwt" } }),
    ],
  ])("%s %s: %s", async (_id, _name, code, make) => {
    expect(await toOutcome(exact.verify(make()))).toBe(code);
  });

  it("T002 refuses the ID and refresh tokens of a real login", async () => {
    const body = new URLSearchParams({
      grant_type: "password",
      username: "alice",
      password: "wonderland",
      scope: "openid",
      client_id: provider.clientId,
      client_secret: provider.clientSecret,
    });
    const response = await fetch(`${provider.issuer}/protocol/openid-connect/token`, { method: "POST", body });
    const { access_token, id_token, refresh_token } = Object(await response.json());
    expect(await toOutcome(exact.verify(access_token))).toBe("OK");
    expect(await toOutcome(exact.verify(id_token))).toBe("TOKEN_REJECTED");
    expect(await toOutcome(exact.verify(refresh_token))).toBe("TOKEN_MALFORMED");
  });

  it("J006 refuses an algorithm that is not in the list, whatever the provider advertises", async () => {
    const verifier = await createVerifier({
      issuer: provider.issuer,
      clientId: "local-api",
      algorithms: ["ES256", "RS256"],
    });
    for (const algorithm of ["RS512", "PS256"]) {
      expect(await toOutcome(verifier.verify(provider.mint({}, { algorithm })))).toBe("TOKEN_MALFORMED");
    }
    verifier.close();
  });

  it("J021 never follows a URL in a header", async () => {
    await withProvider(await startTestProvider(), async (attacker) => {
      const jku = `${attacker.issuer}/protocol/openid-connect/certs`;
      const token = attacker.mint({ iss: provider.issuer }, { header: { jku } });
      expect(await toOutcome(exact.verify(token))).toBe("TOKEN_MALFORMED");
      expect(attacker.requests.jwks).toBe(0);
    });
  });
});

async function withProvider(started: TestProvider, test: (started: TestProvider) => Promise<void>): Promise<void> {
  try {
    await test(started);
  } finally {
    await started.stop();
  }
}
