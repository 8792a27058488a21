import type { CompactToken } from "./compact-token.js";
import type { IssuerRules } from "./issuer-rules.js";

/** A token whose signature has been verified with a key of its issuer, and nothing else. */
export interface SignedToken {
  readonly token: CompactToken;
  /** What tokens of this issuer are held to. */
  readonly rules: IssuerRules;
}
