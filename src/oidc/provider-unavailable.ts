/**
 * Nobody's fault who is calling: keys or the provider cannot be had now. The message is in general words and safe to
 * show; `cause` is for the log.
 */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";

  constructor(
    message: string,
    /** Seconds after which another try makes sense; at least 1. */
    readonly retryAfter: number = 5,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
