/** Time as the token rules and the key life cycle see it. Tests bring one of their own. */
export interface Clock {
  /** Milliseconds since 1970: what claims are compared with. It may be set back. */
  now(): number;
  /** Milliseconds since some fixed moment, never going back: what ages are measured with. */
  elapsed(): number;
  /** Runs something once, after that many milliseconds, without keeping the process up. Returns how to call it off. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
