/** The operator's fault: the provider at the configured address calls itself something else. */
export class IssuerMismatch extends Error {
  override readonly name = "IssuerMismatch";

  constructor(
    readonly expected: string,
    received: unknown,
  ) {
    const shown = typeof received === "string" ? received.slice(0, 256) : typeof received;
    super(`issuer mismatch: expected ${expected}, received ${shown}`);
    this.received = shown;
  }

  /** As the provider's document has it, cut to 256 characters. */
  readonly received: string;
}
