import { constants, createHmac, type KeyObject, sign } from "node:crypto";

/**
 * A compact JWS over any header and payload (RFC 7515, section 7.1). Nothing is checked: header and signature may
 * disagree, the payload may be anything.
 *
 * @param algorithm how to sign: a name of RFC 7518, section 3.1, `EdDSA`, or `none` for an empty signature.
 * @param key private for RS, PS, ES and EdDSA; secret for HS.
 */
export function signToken(
  header: object | string,
  payload: object | string | Uint8Array,
  algorithm: string,
  key: KeyObject,
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createSignature(algorithm, key, Buffer.from(input)).toString("base64url")}`;
}

function encode(part: object | string | Uint8Array): string {
  const bytes = typeof part === "string" || part instanceof Uint8Array ? part : JSON.stringify(part);
  return Buffer.from(bytes).toString("base64url");
}

function createSignature(algorithm: string, key: KeyObject, input: Buffer): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm === "none") return Buffer.alloc(0);
  if (algorithm === "EdDSA" || algorithm === "Ed25519") return sign(null, input, key);
  if (algorithm.startsWith("HS")) return createHmac(hash, key).update(input).digest();
  if (algorithm.startsWith("ES")) return sign(hash, input, { key, dsaEncoding: "ieee-p1363" });
  if (algorithm.startsWith("RS")) return sign(hash, input, key);
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  return sign(hash, input, { key, padding, saltLength });
}
