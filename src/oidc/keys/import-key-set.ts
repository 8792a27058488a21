import { KeyObject } from "node:crypto";
import { importJWK } from "jose";
import { toReason } from "../to-reason.js";
import type { Algorithm } from "./algorithms.js";
import type { KeySet, VerificationKey } from "./key-set.js";
import { type PublicKey, toPublicKey } from "./to-public-key.js";

/** Members of a JWKS that are looked at; the rest are refused. */
const most = 100;

export interface ImportedKeySet {
  readonly keys: KeySet;
  /** One line for each member that was refused; encryption keys are left out in silence. */
  readonly refused: readonly string[];
}

/**
 * The usable keys of a JWKS (RFC 7517, section 5). A weak, private, symmetric or malformed member is refused and the
 * others stay usable; of several with one `kid` none is, for no token could say which it means.
 *
 * @param previous keys that need not be imported again.
 * @throws Error when the document is no JWKS: the provider's fault.
 */
export async function importKeySet(
  document: Record<string, unknown>,
  allowed: readonly Algorithm[],
  previous: KeySet | undefined,
): Promise<ImportedKeySet> {
  const members: unknown = document.keys;
  if (!Array.isArray(members)) throw new Error("the key set has no list of keys");

  const refused: string[] = [];
  const keys = new Map<string, VerificationKey>();
  const twice = new Set<string>();
  if (members.length > most) refused.push(`${members.length - most} keys beyond the first ${most}`);
  for (const [index, member] of members.slice(0, most).entries()) {
    try {
      const publicKey = toPublicKey(member, allowed);
      if (publicKey === null) continue;
      const { kid } = publicKey;
      if (keys.has(kid)) twice.add(kid);
      keys.set(kid, await toVerificationKey(publicKey, previous?.get(kid)));
    } catch (error) {
      refused.push(`key ${index}: ${toReason(error)}`);
    }
  }
  for (const kid of twice) {
    keys.delete(kid);
    refused.push(`several keys with kid ${JSON.stringify(kid)}`);
  }
  return { keys, refused };
}

async function toVerificationKey(
  { algorithm, jwk }: PublicKey,
  previous: VerificationKey | undefined,
): Promise<VerificationKey> {
  const fingerprint = JSON.stringify([algorithm, jwk]);
  if (previous?.fingerprint === fingerprint) return previous;
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error("a symmetric key");
  return { algorithm, key: KeyObject.from(key), fingerprint };
}
