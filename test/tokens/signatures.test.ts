import { afterAll, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";
import { toOutcome } from "./to-outcome.js";

const provider = await startTestProvider({ algorithm: "ES256" });
const verifier = await createVerifier({ issuer: provider.issuer, clientId: "local-api" });

afterAll(async () => {
  verifier.close();
  await provider.stop();
});

/** The order of P-256, its field, and what is beside them. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const field = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const special = [0n, 1n, order - 1n, order, order + 1n, field, field + 1n, 2n ** 256n - 1n];
const toBytes = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const signWith = (signature: Uint8Array) =>
  `${provider.mint().split(".").slice(0, 2).join(".")}.${Buffer.from(signature).toString("base64url")}`;

describe("an ECDSA signature is refused", () => {
  it.each(
    special.flatMap((r) =>
      special.map((s): [string, bigint, bigint] => [`${r.toString(16)}, ${s.toString(16)}`, r, s]),
    ),
  )("J009 with r, s of %s", async (_, r, s) => {
    expect(await toOutcome(verifier.verify(signWith(Buffer.concat([toBytes(r), toBytes(s)]))))).toBe(
      "TOKEN_SIGNATURE_INVALID",
    );
  });

  it("J010 in DER", async () => {
    const token = provider.mint();
    const good = Buffer.from(token.split(".")[2] ?? "", "base64url");
    const toInteger = (bytes: Buffer) => {
      const padded = Buffer.concat([Buffer.from([0]), bytes]);
      return Buffer.concat([Buffer.from([2, padded.length]), padded]);
    };
    const pair = Buffer.concat([toInteger(good.subarray(0, 32)), toInteger(good.subarray(32))]);
    const der = Buffer.concat([Buffer.from([0x30, pair.length]), pair]);
    const inDer = `${token.slice(0, token.lastIndexOf("."))}.${der.toString("base64url")}`;
    expect(await toOutcome(verifier.verify(inDer))).toBe("TOKEN_SIGNATURE_INVALID");
    expect(await toOutcome(verifier.verify(token))).toBe("OK");
  });

  it.each([1, 63, 65, 128, 256])("J009 of %i bytes", async (length) => {
    expect(await toOutcome(verifier.verify(signWith(Buffer.alloc(length, 1))))).toBe("TOKEN_SIGNATURE_INVALID");
  });
});
