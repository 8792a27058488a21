import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import { toRefusal } from "../errors.js";
import type { Refusal } from "../refusal.js";
import { restoreRefusal } from "../refused-context.js";
import { readIdentity } from "./read-identity.js";

/** Who is calling: an identity, nobody, or somebody with a bad token, who is neither. */
export interface Caller {
  readonly identity: Identity | null;
  /** Why the token is refused; null unless it is. */
  readonly refusal: Refusal | null;
}

/** Reads who is calling. Throws only what is nobody's to see. */
export function readCaller(context: AuthContext): Caller {
  const known = restoreRefusal(context);
  if (known !== undefined) return { identity: null, refusal: known };
  try {
    return { identity: readIdentity(context), refusal: null };
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal === undefined) throw error;
    return { identity: null, refusal };
  }
}
