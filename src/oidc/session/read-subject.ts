import { decodeJwt } from "jose";
import type { TokenSet } from "./token-set.js";

/**
 * `sub` of the access token of a token set that the provider has just issued, or null when it is no JWT. For the log: the
 * signature is not checked.
 */
export function readSubject({ accessToken }: TokenSet): string | null {
  try {
    const { sub }: { readonly sub?: unknown } = decodeJwt(accessToken);
    return typeof sub === "string" ? sub : null;
  } catch {
    return null;
  }
}
