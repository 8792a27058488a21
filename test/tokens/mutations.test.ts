import { afterAll, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";
import { toOutcome } from "./to-outcome.js";

const count = 100_000;
const characters = `ABCXYZabcxyz0189-_.=+/ \t\r\n\0"{}%é\uff41`;

/** The same sequence for the same seed (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One to three insertions, replacements, deletions or truncations. */
function mutate(token: string, random: (below: number) => number): string {
  let mutated = token;
  for (let left = 1 + random(3); left > 0; left -= 1) {
    const at = random(mutated.length + 1);
    const character = characters[random(characters.length)] ?? "";
    const replaced = random(2) === 0 ? character : (token[random(token.length)] ?? "");
    const kind = random(8);
    if (kind < 2) mutated = mutated.slice(0, at) + replaced + mutated.slice(at);
    else if (kind < 6) mutated = mutated.slice(0, at) + replaced + mutated.slice(at + 1);
    else if (kind < 7) mutated = mutated.slice(0, at) + mutated.slice(at + 1 + random(4));
    else mutated = random(10) === 0 ? mutated.slice(0, at) : mutated.slice(0, -1 - random(4));
  }
  return mutated;
}

describe("a good token that was changed", () => {
  const started = Promise.all((["RS256", "ES256"] as const).map((algorithm) => startTestProvider({ algorithm })));

  afterAll(async () => {
    for (const provider of await started) await provider.stop();
  });

  it(`J047 is refused, ${count.toLocaleString("en")} times out of as many, with two kinds of error and within the budget`, async () => {
    const outcomes = new Map<string, number>();
    let slowest = 0;
    for (const [seed, provider] of (await started).entries()) {
      const verifier = await createVerifier({ issuer: provider.issuer, clientId: "local-api" });
      const random = createRandom(seed + 1);
      const token = provider.mint();
      expect(await toOutcome(verifier.verify(token))).toBe("OK");
      for (let left = count / 2; left > 0; left -= 1) {
        const mutated = mutate(token, random);
        if (mutated === token) continue;
        const begun = performance.now();
        const outcome = await toOutcome(verifier.verify(mutated));
        if (outcome !== "TOKEN_SIGNATURE_INVALID") slowest = Math.max(slowest, performance.now() - begun);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      verifier.close();
      expect(provider.requests.jwks).toBeLessThanOrEqual(5);
    }
    console.info(
      "mutations",
      Object.fromEntries(outcomes),
      `slowest without a signature check ${slowest.toFixed(1)} ms`,
    );
    expect(outcomes.get("OK")).toBeUndefined();
    expect(outcomes.get("PROVIDER_UNAVAILABLE")).toBeUndefined();
    expect([...outcomes.values()].reduce((sum, number) => sum + number, 0)).toBeGreaterThan(count * 0.95);
  }, 120_000);
});
