import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import { restoreRefusal } from "../refused-context.js";

/**
 * Who is calling, or null for nobody. Anything but an object is nobody, whatever a context made by hand says.
 *
 * Throws what reading `identity` throws: a bad token is not nobody.
 */
export function readIdentity(context: AuthContext | null | undefined): Identity | null {
  if (context?.identity === undefined) restoreRefusal(context);
  const identity = context?.identity;
  return typeof identity === "object" ? identity : null;
}
