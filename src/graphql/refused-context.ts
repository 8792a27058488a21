import type { AuthContext } from "./context.js";
import type { Refusal } from "./refusal.js";
import { toRefusalError } from "./to-refusal-error.js";

const key = Symbol("refusal");

interface RefusedContext extends AuthContext {
  readonly [key]: Refusal;
}

/** Of every such context. Throws the refusal of the one it is read from. */
export const refusedPrototype: AuthContext = {
  get identity(): never {
    const { [key]: refusal }: RefusedContext = Object(this);
    throw toRefusalError(refusal);
  },
};

/**
 * The context of a request whose token is bad: reading `identity` throws the refusal.
 *
 * The getter is on the prototype, because Apollo copies the own properties of a context and copying must not be
 * mistaken for reading. The refusal is an own property, because Yoga and Mercurius copy those and drop the prototype:
 * what they keep has no `identity` at all, which would read as nobody.
 */
export function createRefusedContext(refusal: Refusal): AuthContext {
  return Object.assign(Object.create(refusedPrototype), { [key]: refusal });
}

/**
 * Gives a context that was copied without its prototype the throwing `identity` back, also where the copy brought an
 * `identity` of its own. Any other stays as it is.
 *
 * @returns the refusal; undefined where there is none.
 */
export function restoreRefusal(context: unknown): Refusal | undefined {
  if (!isRefused(context)) return undefined;
  const refusal = context[key];
  const own = Object.getOwnPropertyDescriptor(context, "identity");
  if (own === undefined ? "identity" in context : own.get !== undefined) return refusal;
  Object.defineProperty(context, "identity", {
    get(): never {
      throw toRefusalError(refusal);
    },
  });
  return refusal;
}

function isRefused(context: unknown): context is Omit<RefusedContext, "identity"> {
  return typeof context === "object" && context !== null && key in context;
}
