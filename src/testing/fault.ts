/** What a test provider answers in place of the truth. */
export interface Fault {
  /** Milliseconds to wait before anything else. */
  readonly delay?: number;
  /** Never answer (`hang`), or cut the connection (`reset`). */
  readonly end?: "hang" | "reset";
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, an iterable chunk by chunk. Default: the truth when only `delay` is given, else empty. */
  readonly body?: string | Uint8Array | object | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}
