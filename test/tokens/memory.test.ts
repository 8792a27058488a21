import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import type { Identity } from "#latchkey/oidc/identity.js";
import { type StartedVerifier, startVerifier } from "#latchkey/oidc/start-verifier.js";
import { toIdentity } from "#latchkey/oidc/token/to-identity.js";
import { createVerifiedTokens } from "#latchkey/oidc/token/verified-tokens.js";
import { createFakeClock, type FakeClock } from "../keys/fake-clock.js";
import { collectGarbage } from "../support/collect-garbage.js";
import { isRemembered } from "../support/is-remembered.js";
import { toOutcome } from "./to-outcome.js";

const provider = await startTestProvider();
const ended = new Set<unknown>();
let clock: FakeClock;
let verifier: StartedVerifier;
let broken = false;

beforeEach(async () => {
  clock = createFakeClock();
  broken = false;
  verifier?.close();
  verifier = startVerifier(
    {
      issuer: provider.issuer,
      clientId: "local-api",
      revoked({ sid }) {
        if (broken) throw new Error("the list is gone");
        return ended.has(sid);
      },
    },
    clock,
  );
  await verifier.started;
});

afterAll(async () => {
  verifier.close();
  await provider.stop();
});

describe("a verified token", () => {
  it("is remembered, and gives the same identity without a promise", async () => {
    const token = provider.mint();
    const verifying = verifier.verifySoon(token);
    expect(verifying).toBeInstanceOf(Promise);
    const identity = await verifying;
    expect(verifier.verifySoon(token)).toBe(identity);
    expect(await verifier.verify(token)).toBe(identity);
  });

  it("is refused without a promise when it cannot be read", () => {
    expect(() => verifier.verifySoon("not.a.token")).toThrow(expect.objectContaining({ code: "TOKEN_MALFORMED" }));
  });

  it("K019 is never mistaken for another with the same end", async () => {
    const token = provider.mint();
    await verifier.verify(token);
    const [header, , signature] = token.split(".");
    const [, claims] = provider.mint({ roles: ["admin"] }).split(".");
    const forged = `${header}.${claims}.${signature}`;
    expect(isRemembered(verifier, forged)).toBe(false);
    expect(await toOutcome(verifier.verify(forged))).toBe("TOKEN_SIGNATURE_INVALID");
    expect(isRemembered(verifier, token)).toBe(true);
  });

  it("K019 is forgotten when it expires", async () => {
    const token = provider.mint({ exp: Math.floor(clock.now() / 1000) + 20 });
    await verifier.verify(token);
    await clock.advance(19_000);
    expect(isRemembered(verifier, token)).toBe(true);
    await clock.advance(1_001);
    expect(isRemembered(verifier, token)).toBe(false);
    await clock.advance(5_000);
    expect(await toOutcome(verifier.verify(token))).toBe("TOKEN_EXPIRED");
  });

  it("K019 is forgotten when the keys change", async () => {
    const token = provider.mint();
    await verifier.verify(token);
    await clock.advance(60_000);
    expect(isRemembered(verifier, token)).toBe(true);
    await provider.rotateKeys();
    await clock.advance(60_000);
    expect(isRemembered(verifier, token)).toBe(false);
    expect(await toOutcome(verifier.verify(token))).toBe("OK");
  });

  it("K019 is refused at once when its session has ended", async () => {
    const token = provider.mint({ sid: "session-1" });
    await verifier.verify(token);
    ended.add("session-1");
    expect(isRemembered(verifier, token)).toBe(false);
    await expect(verifier.verify(token)).rejects.toMatchObject({
      code: "TOKEN_REJECTED",
      message: "Token has been revoked",
    });
    const same = provider.mint({ sid: "session-1" });
    expect(await toOutcome(verifier.verify(same))).toBe("TOKEN_REJECTED");
    expect(await toOutcome(verifier.verify(provider.mint({ sid: "session-2" })))).toBe("OK");
  });

  it("is not accepted while nobody can say whether its session has ended", async () => {
    const token = provider.mint();
    await verifier.verify(token);
    broken = true;
    expect(isRemembered(verifier, token)).toBe(false);
    expect(await toOutcome(verifier.verify(token))).toBe("PROVIDER_UNAVAILABLE");
  });

  it("J071 outlives a wall clock that is set back", async () => {
    const token = provider.mint({ iat: Math.floor(clock.now() / 1000) - 10 });
    await verifier.verify(token);
    clock.setBack(3_600_000);
    expect(await toOutcome(verifier.verify(token))).toBe("OK");
    expect(await toOutcome(verifier.verify(provider.mint()))).toBe("TOKEN_MALFORMED");
    clock.setBack(-7_200_000);
    expect(await toOutcome(verifier.verify(token))).toBe("TOKEN_EXPIRED");
  });
});

describe("the memory of verified tokens", () => {
  it("K019 holds 10,000 at most, in 30 MB", async () => {
    const tokens = createVerifiedTokens();
    const { claims } = await verifier.verify(provider.mint());
    const text = JSON.stringify(claims);
    const read = (index: number): Identity =>
      toIdentity(JSON.parse(text.replace('"member"', `"member of team ${index}"`)), ["realm_access", "roles"]);
    const unsigned = provider.mint().slice(0, -24);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 20_000; index += 1) {
      // A string of its own, as one that came over the wire.
      const token = Buffer.from(unsigned + String(index).padStart(24, "0")).toString("latin1");
      tokens.set(token, read(index), Number.POSITIVE_INFINITY);
    }
    collectGarbage();
    const used = (process.memoryUsage().heapUsed - before) / 1e6;
    const kept = Array.from({ length: 20_000 }, (_, index) => index).filter(
      (index) => tokens.get(unsigned + String(index).padStart(24, "0"), 0) !== undefined,
    );
    console.info(`${kept.length} tokens of ${unsigned.length + 24} characters in ${used.toFixed(1)} MB`);
    expect(kept.length).toBeGreaterThan(1_000);
    expect(kept.length).toBeLessThanOrEqual(10_000);
    expect(kept.at(-1)).toBe(19_999);
    expect(used).toBeLessThan(30);
  });
});
