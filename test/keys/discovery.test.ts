import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";
import { createProvider } from "#latchkey/oidc/provider/provider.js";
import { startVerifier } from "#latchkey/oidc/start-verifier.js";
import { toOutcome } from "../tokens/to-outcome.js";
import { createFakeClock } from "./fake-clock.js";
import { recordLog } from "./record-log.js";
import { type Case, startCase } from "./start-case.js";

const publicIssuer = "https://id.example.com/realms/local";
let test: Case;

beforeEach(async () => {
  test = await startCase();
});

afterEach(() => test.end());

async function readDocument({ provider }: Case): Promise<Record<string, unknown>> {
  return Object(await (await fetch(provider.discoveryUrl)).json());
}

describe("metadata is not used", () => {
  it.each<[string, (issuer: string) => object]>([
    ["with a slash after the issuer", (issuer) => ({ issuer: `${issuer}/` })],
    ["of another issuer", () => ({ issuer: "https://id.example.com" })],
    ["without issuer", () => ({ issuer: undefined })],
    ["with a list of issuers", (issuer) => ({ issuer: [issuer] })],
    ["without jwks_uri", () => ({ jwks_uri: undefined })],
    ["with a jwks_uri that is a number", () => ({ jwks_uri: 1 })],
    ["with a relative jwks_uri", () => ({ jwks_uri: "/certs" })],
    ["with a jwks_uri on another host", () => ({ jwks_uri: "http://127.0.0.2:9/certs" })],
    ["with a jwks_uri of a file", () => ({ jwks_uri: "file:///etc/passwd" })],
    ["with a jwks_uri of data", () => ({ jwks_uri: 'data:application/json,{"keys":[]}' })],
    ["with a token endpoint that is no address", () => ({ token_endpoint: "token" })],
    ["with a token endpoint of javascript", () => ({ token_endpoint: "javascript:1" })],
  ])("K016 %s", async (_, change) => {
    const document = await readDocument(test);
    test.provider.fault("discovery", { body: { ...document, ...change(test.provider.issuer) } });
    const verifier = await test.start();
    await test.clock.advance(60_000);
    expect(verifier.ready()).toBe(false);
    expect(test.provider.requests.jwks).toBe(0);
    expect(test.log.lines).toEqual(["error keys of the provider cannot be read"]);
  });

  it("K016 with a jwks_uri on another origin, which is not asked", async () => {
    const elsewhere = await startCase();
    const document = await readDocument(test);
    const { jwks_uri } = await readDocument(elsewhere);
    test.provider.fault("discovery", { body: { ...document, jwks_uri } });
    const verifier = await test.start();
    expect(verifier.ready()).toBe(false);
    expect(elsewhere.provider.requests.jwks).toBe(0);
    await elsewhere.end();
  });

  it("K016 of another issuer: the log says which was expected and which received", async () => {
    const document = await readDocument(test);
    test.provider.fault("discovery", { body: { ...document, issuer: "https://id.example.com" } });
    await test.start();
    expect(test.log.text()).toContain(`"expected":"${test.provider.issuer}","received":"https://id.example.com"`);
  });

  it("when it is read over https and names http", async () => {
    const { toServerMetadata } = await import("#latchkey/oidc/provider/to-server-metadata.js");
    const document = { issuer: publicIssuer, jwks_uri: `${publicIssuer}/certs` };
    const read = (name: string) =>
      toServerMetadata({ ...document, [name]: "http://id.example.com/x" }, publicIssuer, publicIssuer);
    for (const name of ["jwks_uri", "token_endpoint", "revocation_endpoint"]) expect(() => read(name)).toThrow(name);
    expect(toServerMetadata(document, publicIssuer, publicIssuer)).toEqual(document);
  });

  it("K017 for its list of algorithms: ours stays", async () => {
    const document = await readDocument(test);
    const algorithms = ["none", "HS256", "ES256"];
    test.provider.fault("discovery", { body: { ...document, id_token_signing_alg_values_supported: algorithms } });
    const verifier = await test.start();
    expect(await toOutcome(verifier.verify(test.provider.mint({}, { algorithm: "none" })))).toBe("TOKEN_MALFORMED");
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });
});

describe("a provider whose public address cannot be reached from here", () => {
  it.each([
    ["the whole address of its metadata", (url: string) => url],
    ["the address below which its metadata is", (url: string) => url.replace("/.well-known/openid-configuration", "")],
    ["the same with a slash", (url: string) => url.replace(".well-known/openid-configuration", "")],
  ])("is found by %s; its tokens keep the public issuer", async (_, change) => {
    const hidden = await startCase({ publicIssuer });
    const verifier = await hidden.start({ issuer: publicIssuer, discoveryUrl: change(hidden.provider.discoveryUrl) });
    expect(await toOutcome(verifier.verify(hidden.mint()))).toBe("OK");
    const origin = new URL(hidden.provider.discoveryUrl).origin;
    const metadata = await verifier.providers[0].metadata();
    expect(metadata).toMatchObject({
      issuer: publicIssuer,
      token_endpoint: `${origin}/realms/local/protocol/openid-connect/token`,
      end_session_endpoint: `${origin}/realms/local/protocol/openid-connect/logout`,
      authorization_endpoint: "https://id.example.com/realms/local/protocol/openid-connect/auth",
    });
    await hidden.end();
  });

  it("but calls itself something else than was configured: the log shows both, once a minute", async () => {
    const { provider, log, clock } = test;
    const verifier = await test.start();
    for (let times = 0; times < 50; times += 1) {
      expect(await toOutcome(verifier.verify(test.mint({ iss: publicIssuer })))).toBe("TOKEN_REJECTED");
    }
    const warnings = () => log.lines.filter((line) => line === "warn token of an issuer that is not configured").length;
    expect(warnings()).toBe(1);
    expect(log.text()).toContain(`"expected":["${provider.issuer}"],"received":"${publicIssuer}"`);
    await clock.advance(61_000);
    await toOutcome(verifier.verify(test.mint({ iss: publicIssuer })));
    expect(warnings()).toBe(2);
  });
});

describe("several issuers", () => {
  it("K018 each token is held to the keys and rules of its own issuer", async () => {
    const other = await startTestProvider({ algorithm: "ES256", clientId: "app" });
    const { provider } = test;
    const verifier = await createVerifier({
      issuer: [
        { issuer: provider.issuer, clientId: "local-api" },
        { issuer: other.issuer, audience: "api", algorithms: ["ES256"] },
      ],
    });
    expect(verifier.ready()).toBe(true);
    const verify = (token: string) => toOutcome(verifier.verify(token));
    expect(await verify(provider.mint())).toBe("OK");
    expect(await verify(other.mint({ aud: "api" }))).toBe("OK");
    expect(await verify(other.mint())).toBe("TOKEN_REJECTED");
    expect(await verify(provider.mint({ azp: "app", aud: "api" }))).toBe("TOKEN_REJECTED");
    expect(await verify(other.mint({ iss: provider.issuer }))).toBe("TOKEN_SIGNATURE_INVALID");
    expect(await verify(other.mint({ iss: provider.issuer }, { header: { kid: provider.kid } }))).toBe(
      "TOKEN_SIGNATURE_INVALID",
    );
    expect(await verify(other.mint({ iss: "https://elsewhere.example" }))).toBe("TOKEN_REJECTED");
    verifier.close();
    await other.stop();
  });

  it("one that is down does not keep the tokens of the other out", async () => {
    const other = await startTestProvider({ algorithm: "ES256" });
    await other.stop();
    const verifier = await createVerifier({
      issuer: [
        { issuer: test.provider.issuer, clientId: "local-api" },
        { issuer: other.issuer, clientId: "local-api" },
      ],
    });
    expect(verifier.ready()).toBe(false);
    expect(await toOutcome(verifier.verify(test.provider.mint()))).toBe("OK");
    expect(await toOutcome(verifier.verify(other.mint()))).toBe("PROVIDER_UNAVAILABLE");
    verifier.close();
  });

  it("an algorithm that one of them allows is not allowed for the other", async () => {
    const { provider } = test;
    const verifier = startVerifier({
      issuer: [
        { issuer: provider.issuer, clientId: "local-api", algorithms: ["RS256"] },
        { issuer: publicIssuer, clientId: "local-api", discoveryUrl: provider.discoveryUrl, algorithms: ["ES256"] },
      ],
      log: recordLog(),
    });
    await verifier.started;
    expect(await toOutcome(verifier.verify(provider.mint()))).not.toBe("OK");
    verifier.close();
  });
});

describe("a provider", () => {
  it("is asked once by many, and not again", async () => {
    const { provider } = test;
    const known = createProvider({ issuer: provider.issuer });
    const all = await Promise.all(Array.from({ length: 50 }, () => known.metadata()));
    expect(new Set(all).size).toBe(1);
    await known.metadata();
    expect(provider.requests.discovery).toBe(1);
    known.close();
  });

  it("that does not answer is not asked again before the back-off is over", async () => {
    const { provider } = test;
    const clock = createFakeClock();
    const known = createProvider({ issuer: provider.issuer }, clock);
    provider.fault("discovery", { status: 500 });
    for (let times = 0; times < 20; times += 1) {
      await expect(known.metadata()).rejects.toMatchObject({ name: "ProviderUnavailable", retryAfter: 1 });
    }
    expect(provider.requests.discovery).toBe(1);
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1_000);
      await expect(known.metadata()).rejects.toMatchObject({ name: "ProviderUnavailable" });
    }
    expect(provider.requests.discovery).toBeLessThanOrEqual(8);
    provider.fault("discovery", null);
    await clock.advance(30_000);
    expect(await known.metadata()).toMatchObject({ issuer: provider.issuer });
    known.close();
  });
});
