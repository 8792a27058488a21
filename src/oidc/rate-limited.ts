/** The caller's fault: too many attempts. The message says when to try again. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";

  constructor(
    /** Whole seconds until the next attempt counts; at least 1. */
    readonly retryAfter: number,
  ) {
    super(`Too many attempts, try again in ${retryAfter} s`);
  }
}
