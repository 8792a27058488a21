import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startVerifier } from "#latchkey/oidc/start-verifier.js";
import { toOutcome } from "../tokens/to-outcome.js";
import { faults } from "./faults.js";
import { type Case, startCase } from "./start-case.js";

const minute = 60_000;
const hour = 60 * minute;
const failed = "error keys of the provider cannot be read";
const recovered = "info keys of the provider can be read again";
let test: Case;

beforeEach(async () => {
  test = await startCase();
});

afterEach(() => test.end());

describe("while the provider is in trouble at start", () => {
  it.each([...faults, ["an empty key set", { body: { keys: [] } }] as const])(
    "K004 %s: not ready, 503 at once, ready 2 s after it is over",
    async (_, fault) => {
      const { provider, clock, log } = test;
      provider.fault("jwks", fault);
      const verifier = await test.start();
      await clock.advance(minute);
      expect(verifier.ready()).toBe(false);
      const begun = performance.now();
      await expect(verifier.verify(test.mint())).rejects.toMatchObject({
        name: "ProviderUnavailable",
        message: "Error while decoding token",
        retryAfter: expect.any(Number),
      });
      expect(performance.now() - begun).toBeLessThan(50);
      expect(log.lines).toEqual([failed]);

      provider.fault("jwks", null);
      await clock.advance(2_000);
      expect(verifier.ready()).toBe(true);
      expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
      expect(log.lines).toEqual([failed, recovered, "info keys of the provider loaded"]);
    },
  );

  it.each([
    ["refused connections", (issuer: string) => issuer.replace(/:\d+/, ":9")],
    ["a name that does not resolve", (issuer: string) => issuer.replace("127.0.0.1", "nowhere.invalid")],
    ["no TLS where TLS should be", (issuer: string) => issuer.replace("http:", "https:")],
  ])("K004 %s: not ready, 503", async (_, change) => {
    const issuer = change(test.provider.issuer);
    const verifier = await test.start({ issuer });
    expect(verifier.ready()).toBe(false);
    expect(await toOutcome(verifier.verify(test.mint({ iss: issuer })))).toBe("PROVIDER_UNAVAILABLE");
    expect(test.log.lines).toEqual([failed]);
  });

  it("K004 a provider that stops and comes back is seen within 2 s", async () => {
    const { provider, clock } = test;
    await provider.stop();
    const verifier = await test.start();
    await clock.advance(10 * minute);
    expect(verifier.ready()).toBe(false);
    await provider.restart();
    await clock.advance(2_000);
    expect(verifier.ready()).toBe(true);
  });

  it("K004 R02 a provider that hangs is given up after 5 s; only the first tokens wait for it", async () => {
    const { provider, clock } = test;
    provider.fault("jwks", { end: "hang" });
    const begun = performance.now();
    const verifier = startVerifier({ issuer: provider.issuer, clientId: "local-api" }, clock);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("PROVIDER_UNAVAILABLE");
    const first = performance.now() - begun;
    expect(first).toBeGreaterThan(4_500);
    expect(first).toBeLessThan(6_500);

    const advanced = clock.advance(2_000);
    const again = performance.now();
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("PROVIDER_UNAVAILABLE");
    expect(performance.now() - again).toBeLessThan(50);
    await advanced;
    verifier.close();
  });

  it("malformed tokens are refused without keys", async () => {
    test.provider.fault("jwks", { status: 500 });
    const verifier = await test.start();
    expect(await toOutcome(verifier.verify("a.b.c"))).toBe("TOKEN_MALFORMED");
  });
});

describe("while the provider is in trouble later", () => {
  it.each(faults)("K005 %s: for an hour every good token is accepted, and the log says so once", async (_, fault) => {
    const { provider, clock, log } = test;
    const verifier = await test.start();
    const before = { ...provider.requests };
    provider.fault("jwks", fault);
    for (let passed = 0; passed < hour; passed += 5 * minute) {
      await clock.advance(5 * minute);
      expect(verifier.ready()).toBe(true);
      expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    }
    // 30 s less a quarter apart, after six sooner ones.
    expect(provider.requests.jwks - before.jwks).toBeLessThanOrEqual(6 + hour / 22_500);
    provider.fault("jwks", null);
    await clock.advance(30_000);
    expect(log.lines).toEqual(["info keys of the provider loaded", failed, recovered]);
  });

  it("K005 the keys serve on for 24 h, and no longer", async () => {
    const { provider, clock, log } = test;
    const verifier = await test.start();
    await provider.stop();
    for (let hours = 1; hours < 24; hours += 1) {
      await clock.advance(hour);
      expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    }
    await clock.advance(58 * minute);
    const remembered = test.mint();
    expect(await toOutcome(verifier.verify(remembered))).toBe("OK");
    await clock.advance(4 * minute);
    expect(verifier.ready()).toBe(false);
    expect(await toOutcome(verifier.verify(remembered))).toBe("PROVIDER_UNAVAILABLE");
    expect(log.lines).toEqual(["info keys of the provider loaded", failed, "error keys of the provider dropped"]);

    await provider.restart();
    await clock.advance(2_000);
    expect(verifier.ready()).toBe(true);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  }, 60_000);

  it("K003 attempts keep to the back-off however many unknown keys are asked for", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    await clock.advance(minute);
    const before = { ...provider.requests };
    provider.fault("jwks", { status: 500 });
    const [, payload, signature] = test.mint().split(".");
    const outcomes = new Set<string>();
    for (let second = 0; second < 60; second += 1) {
      const forged = Array.from({ length: 166 }, (_, index) => {
        const header = JSON.stringify({ alg: "ES256", typ: "JWT", kid: `${second}-${index}` });
        return toOutcome(verifier.verify(`${Buffer.from(header).toString("base64url")}.${payload}.${signature}`));
      });
      for (const outcome of await Promise.all(forged)) outcomes.add(outcome);
      expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
      await clock.advance(1_000);
    }
    console.info(
      "fetches of keys in 60 s of status 500 and 10,000 unknown kids:",
      provider.requests.jwks - before.jwks,
    );
    expect(provider.requests.jwks - before.jwks).toBeLessThanOrEqual(8);
    // A rotation may hide behind the outage once the keys are older than 30 s; before, they are known to be current.
    expect([...outcomes]).toEqual(["TOKEN_SIGNATURE_INVALID", "PROVIDER_UNAVAILABLE"]);
  });

  it("K006 a set without a usable key replaces a good one after 5 minutes, not before", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    provider.fault("jwks", { body: { keys: [{ kty: "oct", k: "AAAA", kid: "x" }] } });
    await clock.advance(5 * minute);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    await clock.advance(2 * minute);
    expect(verifier.ready()).toBe(false);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("PROVIDER_UNAVAILABLE");
    provider.fault("jwks", null);
    await clock.advance(2_000);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });

  it("K006 an empty set that comes and goes replaces nothing", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    for (let times = 0; times < 5; times += 1) {
      provider.fault("jwks", { body: { keys: [] } });
      await clock.advance(4 * minute);
      expect(verifier.ready()).toBe(true);
      provider.fault("jwks", null);
      await clock.advance(minute);
      expect(verifier.ready()).toBe(true);
    }
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });

  it("an address of the keys that moved is found again", async () => {
    const { provider, clock } = test;
    const document = await (await fetch(provider.discoveryUrl)).json();
    provider.fault("discovery", { body: { ...Object(document), jwks_uri: `${provider.issuer}/gone` } });
    const verifier = await test.start();
    await clock.advance(5 * minute);
    expect(verifier.ready()).toBe(false);
    provider.fault("discovery", null);
    await clock.advance(2_000);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });

  it.each(["discovery", "jwks"] as const)("R23 is left alone for as long as it asks with 429: %s", async (endpoint) => {
    const { provider, clock } = test;
    const verifier = await test.start();
    const fault = { status: 429, headers: { "retry-after": "120" } };
    provider.fault("jwks", fault);
    await clock.advance(minute);
    // From now on the metadata is read anew before the keys are.
    provider.fault(endpoint, fault);
    await clock.advance(2 * minute);
    const before = provider.requests[endpoint];
    await clock.advance(20 * minute);
    expect(provider.requests[endpoint] - before).toBe(10);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");

    provider.fault(endpoint, { status: 429, headers: { "retry-after": "86400" } });
    await clock.advance(7 * minute);
    provider.fault("discovery", null);
    provider.fault("jwks", null);
    await clock.advance(5 * minute);
    await provider.rotateKeys();
    await clock.advance(minute);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });

  it("R23 and asks at the start not to be asked is asked when its time has come", async () => {
    const { provider, clock } = test;
    provider.fault("discovery", { status: 429, headers: { "retry-after": "90" } });
    const verifier = await test.start();
    await clock.advance(80_000);
    expect([provider.requests.discovery, verifier.ready()]).toEqual([1, false]);
    await expect(verifier.verify(test.mint())).rejects.toMatchObject({ retryAfter: 10 });
    provider.fault("discovery", null);
    await clock.advance(10_000);
    expect(verifier.ready()).toBe(true);
  });
});
