import type { AuthContext } from "./context.js";

/** The context of this server: who is asking, and what a call made on their behalf has to know. */
export interface RequestContext extends AuthContext {
  /** The address the request came from. */
  readonly address: string;
  /**
   * Aborts when nobody waits for the answer any more: the caller has hung up, or the execution has taken too long. Pass
   * it on (`fetch(url, { signal })`), so that what is of no use ends.
   */
  readonly signal: AbortSignal;
}
