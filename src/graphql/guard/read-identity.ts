import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import { restoreRefusal } from "../refused-context.js";

/**
 * Who is calling, or null for nobody. Anything but an object with a `subject` is nobody, whatever a context made by
 * hand says.
 *
 * Throws what reading `identity` throws: a bad token is not nobody. Throws a `TypeError`, the server's fault, for a
 * promise: who is calling is not known then.
 */
export function readIdentity(context: AuthContext | null | undefined): Identity | null {
  restoreRefusal(context);
  const identity = context?.identity;
  if (typeof identity !== "object" || identity === null) return null;
  const subject: unknown = identity.subject;
  if (typeof subject === "string" && subject !== "") return identity;
  if ("then" in identity) throw new TypeError("context.identity is a promise: await verifier.verify()");
  return null;
}
