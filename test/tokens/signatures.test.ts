import { constants, KeyObject, type SigningOptions, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type CryptoKey, decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { startTestProvider } from "latchkey/testing";
import { createVerifier } from "#latchkey/oidc/create-verifier.js";
import { algorithms } from "#latchkey/oidc/keys/algorithms.js";
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

describe("a signature that jose made", () => {
  const signByJose = (algorithm: string, key: CryptoKey) =>
    new SignJWT(decodeJwt(provider.mint())).setProtectedHeader({ alg: algorithm, kid: algorithm }).sign(key);
  const keys = new Map<string, CryptoKey>();
  let everything: Awaited<ReturnType<typeof createVerifier>>;

  beforeAll(async () => {
    const jwks = [];
    for (const algorithm of algorithms) {
      const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
      keys.set(algorithm, privateKey);
      jwks.push({ ...(await exportJWK(publicKey)), kid: algorithm, alg: algorithm });
    }
    provider.fault("jwks", { body: { keys: jwks } });
    everything = await createVerifier({ issuer: provider.issuer, clientId: "local-api" });
  });
  afterAll(() => everything.close());
  const find = (algorithm: string) => {
    const key = keys.get(algorithm);
    if (key === undefined) throw new Error(`there is a key for ${algorithm}`);
    return key;
  };

  it.each(algorithms)("by %s is accepted, and no other over the same token", async (algorithm) => {
    const token = await signByJose(algorithm, find(algorithm));
    expect(await toOutcome(everything.verify(token))).toBe("OK");
    const [signed, signature = ""] = [token.slice(0, token.lastIndexOf(".")), token.split(".")[2]];
    const good = Buffer.from(signature, "base64url");
    const spoiled = [
      Buffer.from(good).fill((good[0] ?? 0) ^ 1, 0, 1),
      Buffer.from(good).fill((good.at(-1) ?? 0) ^ 128, good.length - 1),
      good.subarray(1),
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.alloc(1)]),
      Buffer.alloc(good.length),
      Buffer.alloc(good.length, 0xff),
    ];
    for (const bytes of spoiled) {
      const outcome = await toOutcome(everything.verify(`${signed}.${bytes.toString("base64url")}`));
      expect(outcome).toBe("TOKEN_SIGNATURE_INVALID");
    }
  });

  it.each<[algorithm: string, how: string, digest: string, form: SigningOptions]>([
    ["RS256", "with another digest", "sha512", {}],
    ["RS256", "with the padding of PS256", "sha256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
    ["PS256", "with the padding of RS256", "sha256", { padding: constants.RSA_PKCS1_PADDING }],
    ["PS256", "with another digest", "sha384", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }],
    ["PS256", "without salt", "sha256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 }],
    ["PS256", "with a longer salt", "sha256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }],
    ["ES384", "with another digest", "sha256", { dsaEncoding: "ieee-p1363" }],
    ["ES512", "in DER", "sha512", { dsaEncoding: "der" }],
  ])("by the key of %s is refused %s", async (algorithm, _how, digest, form) => {
    const token = await signByJose(algorithm, find(algorithm));
    const signed = token.slice(0, token.lastIndexOf("."));
    const signature = sign(digest, Buffer.from(signed), { key: KeyObject.from(find(algorithm)), ...form });
    expect(await toOutcome(everything.verify(`${signed}.${signature.toString("base64url")}`))).toBe(
      "TOKEN_SIGNATURE_INVALID",
    );
  });

  it("by PS256 is refused without its leading zero", async () => {
    const key = { key: KeyObject.from(find("PS256")), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const token = await signByJose("PS256", find("PS256"));
    const signed = token.slice(0, token.lastIndexOf("."));
    let signature: Buffer;
    do signature = sign("sha256", Buffer.from(signed), key);
    while (signature[0] !== 0);
    expect(await toOutcome(everything.verify(`${signed}.${signature.subarray(1).toString("base64url")}`))).toBe(
      "TOKEN_SIGNATURE_INVALID",
    );
    expect(await toOutcome(everything.verify(`${signed}.${signature.toString("base64url")}`))).toBe("OK");
  });
});
