import type { AuthContext } from "./context.js";
import type { RequestContext } from "./request-context.js";

/** What the signal of a context is taken from. */
interface Signalled {
  readonly call: Pick<RequestContext, "signal">;
}

/** On the prototype, because Apollo copies own properties, and reading this one makes the signal. */
const lazily = {
  get signal(): AbortSignal {
    const { call }: Signalled = Object(this);
    return call.signal;
  },
};

/** The context of a request: who is asking, with `signal` and whatever else belongs to it. */
export function toRequestContext<Parts extends Signalled>(
  caller: AuthContext,
  parts: Parts,
): AuthContext & Parts & Pick<RequestContext, "signal"> {
  const prototype: unknown = Object.getPrototypeOf(caller);
  if (prototype === Object.prototype) return Object.assign(Object.create(lazily), caller, parts);
  // The context of a bad token: its prototype is its own, and throws when `identity` is read.
  Object.setPrototypeOf(prototype, lazily);
  return Object.assign(Object(caller), parts);
}
