import type { AuthContext } from "./context.js";

/** The context of this server: who is asking, and what a call made on their behalf has to know. */
export interface RequestContext extends AuthContext {
  /** The address the request came from. */
  readonly address: string;
  /** A signal that aborts when the caller hangs up. */
  hangUp(): AbortSignal;
}
