/** What the provider's clock said at some moment between two of ours. Milliseconds since 1970. */
export interface Moment {
  /** Cut to whole seconds. */
  readonly theirs: number;
  readonly before: number;
  readonly after: number;
}
