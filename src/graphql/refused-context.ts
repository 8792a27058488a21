import type { AuthContext } from "./context.js";
import type { Refusal } from "./refusal.js";
import { toRefusalError } from "./to-refusal-error.js";

const key = Symbol("refusal");

interface RefusedContext extends AuthContext {
  readonly [key]: Refusal;
}

/** Throws the refusal of the context that `identity` is read from. */
const refusing = {
  get(this: unknown): never {
    const { [key]: refusal }: RefusedContext = Object(this);
    throw toRefusalError(refusal);
  },
};

/** Of every such context. */
export const refusedPrototype: AuthContext = Object.defineProperty({ identity: null }, "identity", refusing);

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
  if (findGetter(context) !== refusing.get) Object.defineProperty(context, "identity", refusing);
  return context[key];
}

function findGetter(context: object): unknown {
  for (let at: unknown = context; typeof at === "object" && at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, "identity");
    if (found !== undefined) return found.get;
  }
  return undefined;
}

function isRefused(context: unknown): context is RefusedContext {
  return typeof context === "object" && context !== null && key in context;
}
