import type { Algorithm } from "../keys/algorithms.js";

/** A token taken apart. Nothing in it has been verified. */
export interface CompactToken {
  readonly algorithm: Algorithm;
  readonly kid: string;
  /** `typ` of the header: the media type. */
  readonly mediaType: string | undefined;
  readonly claims: Record<string, unknown>;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}
