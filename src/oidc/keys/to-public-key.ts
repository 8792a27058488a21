import type { JWK } from "jose";
import type { Algorithm } from "./algorithms.js";
import { isRoca } from "./is-roca.js";
import { isSameAlgorithm } from "./is-same-algorithm.js";

/** A key of a JWKS that may verify tokens, by exactly one algorithm. */
export interface PublicKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  /** Its public members and nothing else. */
  readonly jwk: JWK;
}

const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];
const curves: Readonly<Record<string, string>> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };

/**
 * A member of a JWKS as a key for tokens. Null for one that is published for another purpose, an encryption key.
 * A key without `alg` gets the first of `allowed` that fits it: one key, one algorithm (RFC 8725, section 3.1).
 *
 * @throws Error that says why the key is refused: the provider's fault.
 */
export function toPublicKey(member: unknown, allowed: readonly Algorithm[]): PublicKey | null {
  if (typeof member !== "object" || member === null) throw new Error("not an object");
  const jwk: Record<string, unknown> = { ...member };
  const exposed = privateMembers.find((name) => jwk[name] !== undefined);
  if (exposed !== undefined) throw new Error("a secret or private key is published");
  if (jwk.use !== undefined && jwk.use !== "sig") return null;
  const operations = jwk.key_ops;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) return null;

  const kid = readText(jwk, "kid");
  if (kid.length > 256) throw new Error("its kid is longer than 256 characters");
  const { fits, members } = readMaterial(jwk);
  const algorithm = allowed.find((name) => fits(name) && (jwk.alg === undefined || isSameAlgorithm(jwk.alg, name)));
  if (algorithm === undefined) throw new Error("it fits no algorithm that is allowed");
  return { kid, algorithm, jwk: members };
}

function readMaterial(jwk: Record<string, unknown>): { fits: (name: Algorithm) => boolean; members: JWK } {
  const kty = jwk.kty;
  if (kty === "RSA") {
    const n = readText(jwk, "n");
    const e = readText(jwk, "e");
    refuseWeakRsa(toNumber(n), toNumber(e));
    return { fits: (name) => name.startsWith("RS") || name.startsWith("PS"), members: { kty, n, e } };
  }
  const crv = readText(jwk, "crv");
  const x = readText(jwk, "x");
  if (kty === "EC") return { fits: (name) => name === curves[crv], members: { kty, crv, x, y: readText(jwk, "y") } };
  if (kty === "OKP" && crv === "Ed25519") {
    return { fits: (name) => name === "EdDSA" || name === "Ed25519", members: { kty, crv, x } };
  }
  throw new Error("its key type is not supported");
}

/** A modulus of 2,048 to 8,192 bits, an odd exponent from 3 to 2^32: larger ones are a way to keep a verifier busy. */
function refuseWeakRsa(modulus: bigint, exponent: bigint): void {
  const bits = modulus.toString(2).length;
  if (bits < 2048 || bits > 8192) throw new Error(`an RSA modulus of ${bits} bits`);
  if (modulus % 2n === 0n) throw new Error("an even RSA modulus");
  if (exponent < 3n || exponent > 2n ** 32n || exponent % 2n === 0n) throw new Error("a weak RSA exponent");
  if (isRoca(modulus)) throw new Error("an RSA key with a known weakness (CVE-2017-15361)");
}

function toNumber(base64url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64url, "base64url").toString("hex")}`);
}

function readText(jwk: Record<string, unknown>, name: string): string {
  const value = jwk[name];
  if (typeof value !== "string" || value === "") throw new Error(`its ${name} is not a string`);
  return value;
}
