import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startVerifier } from "#latchkey/oidc/start-verifier.js";
import { isRemembered } from "../support/is-remembered.js";
import { toOutcome } from "../tokens/to-outcome.js";
import { type Case, startCase } from "./start-case.js";

let test: Case;

beforeEach(async () => {
  test = await startCase();
});

afterEach(() => test.end());

/** Tokens that name keys nobody has. */
function forge(token: string, count: number): string[] {
  const [, payload, signature] = token.split(".");
  return Array.from({ length: count }, (_, index) => {
    const header = JSON.stringify({ alg: "ES256", typ: "JWT", kid: `forged-${index}` });
    return `${Buffer.from(header).toString("base64url")}.${payload}.${signature}`;
  });
}

describe("keys", () => {
  it("K001 are fetched once for 500 first tokens at the same time", async () => {
    const { provider, clock } = test;
    const verifier = startVerifier({ issuer: provider.issuer, clientId: "local-api" }, clock);
    expect(verifier.ready()).toBe(false);
    const outcomes = await Promise.all(Array.from({ length: 500 }, () => toOutcome(verifier.verify(test.mint()))));
    expect(new Set(outcomes)).toEqual(new Set(["OK"]));
    expect(provider.requests).toMatchObject({ discovery: 1, jwks: 1 });
    verifier.close();
  });

  it("K002 are fetched twice at most for 10,000 unknown ones, and a good token does not notice", async () => {
    const { provider } = test;
    const verifier = await test.start();
    const before = provider.requests.jwks;
    const outcomes = await Promise.all(forge(test.mint(), 10_000).map((token) => toOutcome(verifier.verify(token))));
    expect(new Set(outcomes)).toEqual(new Set(["TOKEN_SIGNATURE_INVALID"]));
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    console.info("fetches of keys for 10,000 unknown kids at once:", provider.requests.jwks - before);
    expect(provider.requests.jwks - before).toBeLessThanOrEqual(2);
  });

  it("K002 are fetched once for one unknown key that is asked for again and again", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    const before = provider.requests.jwks;
    const [forged = ""] = forge(test.mint(), 1);
    for (let second = 0; second < 25; second += 1) {
      expect(await toOutcome(verifier.verify(forged))).toBe("TOKEN_SIGNATURE_INVALID");
      await clock.advance(1_000);
    }
    expect(provider.requests.jwks - before).toBe(1);
  });

  it("K002 are fetched a few times a minute for unknown ones that never stop", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    const before = provider.requests.jwks;
    const forged = forge(test.mint(), 12_000);
    for (let second = 0; second < 120; second += 1) {
      await Promise.all(forged.splice(0, 100).map((token) => toOutcome(verifier.verify(token))));
      await clock.advance(1_000);
    }
    console.info("fetches of keys in 2 minutes of unknown kids:", provider.requests.jwks - before);
    expect(provider.requests.jwks - before).toBeLessThanOrEqual(8);
  });

  it("K011 of a rotation with overlap are known at once, at the price of one fetch", async () => {
    const { provider } = test;
    const verifier = await test.start();
    const old = test.mint();
    await provider.rotateKeys();
    const before = provider.requests.jwks;
    const tokens = Array.from({ length: 100 }, () => test.mint());
    const outcomes = await Promise.all([old, ...tokens].map((token) => toOutcome(verifier.verify(token))));
    expect(new Set(outcomes)).toEqual(new Set(["OK"]));
    expect(provider.requests.jwks - before).toBe(1);
  });

  it("K012 of two rotations in a row are known within 2 s, in real time", async () => {
    const { provider } = test;
    const verifier = await test.start();
    for (let times = 0; times < 2; times += 1) {
      await provider.rotateKeys({ keep: false });
      const begun = performance.now();
      expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
      expect(performance.now() - begun).toBeLessThan(2_000);
    }
  });

  it("K012 of a rotation during a flood of unknown ones are known after the next load in the background", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    await Promise.all(forge(test.mint(), 100).map((token) => toOutcome(verifier.verify(token))));
    await provider.rotateKeys();
    await clock.advance(30_000);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });

  it("K013 that were withdrawn are refused after 60 s at most, also for remembered tokens", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    const token = test.mint();
    expect(await toOutcome(verifier.verify(token))).toBe("OK");
    await provider.rotateKeys({ keep: false });
    await clock.advance(60_000);
    expect(isRemembered(verifier, token)).toBe(false);
    expect(await toOutcome(verifier.verify(token))).toBe("TOKEN_SIGNATURE_INVALID");
  });

  it("K014 with new material under an old name are taken with the next load", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    const { kid } = provider;
    await provider.rotateKeys({ keep: false });
    const [jwk] = provider.jwks().keys;
    provider.fault("jwks", { body: { keys: [{ ...jwk, kid }] } });
    const token = () => provider.mint({ iat: Math.floor(clock.now() / 1000) }, { header: { kid } });
    expect(await toOutcome(verifier.verify(token()))).toBe("TOKEN_SIGNATURE_INVALID");
    await clock.advance(60_000);
    expect(await toOutcome(verifier.verify(token()))).toBe("OK");
  });

  it.each(["max-age=0", "max-age=1", "max-age=1000000000000", "no-store", "public"])(
    "K015 are loaded once a minute whatever the provider says: %s",
    async (control) => {
      const { provider, clock } = test;
      const headers = { "cache-control": control, expires: "Thu, 01 Jan 1970 00:00:00 GMT" };
      provider.fault("jwks", { headers, body: provider.jwks() });
      const verifier = await test.start();
      await clock.advance(10 * 60_000);
      expect(verifier.ready()).toBe(true);
      expect(provider.requests).toMatchObject({ discovery: 1, jwks: 13 });
    },
  );

  it("are not asked for per token", async () => {
    const { provider } = test;
    const verifier = await test.start();
    for (let times = 0; times < 100; times += 1) await verifier.verify(test.mint());
    expect(provider.requests).toMatchObject({ discovery: 1, jwks: 1 });
  });

  it("J071 age by a clock that is never set back", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    for (const step of [-90_000, 90_000, 3_600_000, -3_600_000]) {
      clock.setBack(step);
      const before = provider.requests.jwks;
      await clock.advance(60_000);
      expect(provider.requests.jwks).toBe(before + 1);
      expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    }
  });

  it("are not loaded any more once the verifier is closed", async () => {
    const { provider, clock } = test;
    const verifier = await test.start();
    verifier.close();
    await clock.advance(10 * 60_000);
    expect(provider.requests.jwks).toBe(1);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
  });

  it("K011 rotate under load in real time without one false refusal", async () => {
    const { provider } = test;
    const verifier = startVerifier({ issuer: provider.issuer, clientId: "local-api" });
    const outcomes = new Map<string, number>();
    let running = true;
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (running) {
          const outcome = await toOutcome(verifier.verify(provider.mint()));
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      }),
    );
    for (let times = 0; times < 2; times += 1) {
      await setTimeout(200);
      await provider.rotateKeys();
    }
    await setTimeout(200);
    running = false;
    await load;
    verifier.close();
    expect([...outcomes.keys()]).toEqual(["OK"]);
  });
});
