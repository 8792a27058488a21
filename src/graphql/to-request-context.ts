import type { AuthContext } from "./context.js";
import { ownDenials } from "./guard/denial-log.js";
import { refusedPrototype } from "./refused-context.js";
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

/** The same, for who presented a bad token. */
const refusedLazily = Object.create(refusedPrototype, Object.getOwnPropertyDescriptors(lazily));

/** The context of a request: who is asking, with `signal` and whatever else belongs to it. */
export function toRequestContext<Parts extends Signalled>(
  caller: AuthContext,
  parts: Parts,
): AuthContext & Parts & Pick<RequestContext, "signal"> {
  const prototype = Object.getPrototypeOf(caller) === refusedPrototype ? refusedLazily : lazily;
  return Object.assign(Object.create(prototype), caller, parts, { [ownDenials]: [] });
}
