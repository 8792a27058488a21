import { constants, verify } from "node:crypto";
import type { Algorithm } from "../keys/algorithms.js";
import type { VerificationKey } from "../keys/key-set.js";
import type { CompactToken } from "./compact-token.js";

const pkcs1 = { padding: constants.RSA_PKCS1_PADDING };
/** A salt as long as the digest, and no other (RFC 7518, section 3.5). */
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
/** R and S side by side, not in DER (RFC 7518, section 3.4). */
const sideBySide = { dsaEncoding: "ieee-p1363" } as const;

/** The digest, where it is not the key's own matter, and the form of the signature. */
const forms: Readonly<Record<Algorithm, readonly [digest: string | null, form: object]>> = {
  RS256: ["sha256", pkcs1],
  RS384: ["sha384", pkcs1],
  RS512: ["sha512", pkcs1],
  PS256: ["sha256", pss],
  PS384: ["sha384", pss],
  PS512: ["sha512", pss],
  ES256: ["sha256", sideBySide],
  ES384: ["sha384", sideBySide],
  ES512: ["sha512", sideBySide],
  EdDSA: [null, {}],
  Ed25519: [null, {}],
};

/**
 * Whether a token was signed with the private half of a key, by the one algorithm that the key is for. Computed on the
 * thread pool. By jose it takes twice as long: jose has to read the token once more, from the beginning.
 */
export function isSigned({ signed, signature }: CompactToken, { key, algorithm }: VerificationKey): Promise<boolean> {
  const [digest, form] = forms[algorithm];
  // OpenSSL takes one without its leading zeros too (RFC 8017, section 8.1.2, step 1): a token has one spelling.
  const { modulusLength } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && signature.length !== Math.ceil(modulusLength / 8)) return Promise.resolve(false);
  return new Promise((resolve) => {
    verify(digest, Buffer.from(signed), { key, ...form }, signature, (error, isValid) => resolve(!error && isValid));
  });
}
