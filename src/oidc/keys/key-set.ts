import type { KeyObject } from "node:crypto";
import type { Algorithm } from "./algorithms.js";

/** A key that verifies tokens, ready for use. */
export interface VerificationKey {
  /** The one algorithm it verifies. */
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
  /** The same for the same key material. */
  readonly fingerprint: string;
}

/** The usable keys of one issuer, by `kid`. */
export type KeySet = ReadonlyMap<string, VerificationKey>;
