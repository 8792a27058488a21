import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";
import type { Attacker } from "./attack.js";
import { claimAttacks } from "./claim-attacks.js";
import { formatAttacks } from "./format-attacks.js";
import { headerAttacks } from "./header-attacks.js";
import { toOutcome } from "./to-outcome.js";

const provider = await startTestProvider();
const verifier = await createVerifier({ issuer: provider.issuer, audience: "api", clockTolerance: 30 });
/** All of them would be good but for the one thing they are named for. */
const aimed: Attacker["provider"] = {
  ...provider,
  mint: (claims, overrides) => provider.mint({ aud: "api", ...claims }, overrides),
};

describe("an access token is refused", () => {
  const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { privateKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let now: number;

  beforeAll(async () => {
    now = Math.floor(Date.now() / 1000);
    expect(await toOutcome(verifier.verify(aimed.mint()))).toBe("OK");
  });

  afterAll(async () => {
    verifier.close();
    await provider.stop();
  });

  it.each([...headerAttacks, ...formatAttacks, ...claimAttacks])("%s %s: %s", async (_id, _name, code, make) => {
    expect(await toOutcome(verifier.verify(make({ provider: aimed, rsa, ec, now })))).toBe(code);
  });

  it("and what is not a string", async () => {
    for (const token of [undefined, null, 1, {}, ["a.b.c"]]) {
      expect(await toOutcome(Reflect.apply(verifier.verify, verifier, [token]))).toBe("TOKEN_MALFORMED");
    }
  });

  it("and all of that costs the provider no more than the budget for unknown keys", () => {
    expect(provider.requests.jwks).toBeLessThanOrEqual(3);
    expect(provider.requests.discovery).toBe(1);
  });
});
