import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** What was counted. */
export interface Counted {
  /** Milliseconds until another one may be made; 0 when this one was within the limit. */
  readonly wait: number;
  /** As if it had never been. */
  takeBack(): Promise<void>;
  /** As if none had ever been under this name. */
  clear(): Promise<void>;
}

/** Counts what happens under a name, in a minute that begins with the first of it. */
export interface Limiter {
  /** Counts one more, whether it is within the limit or not. */
  count(name: string): Promise<Counted>;
}

/** In this process alone. */
export function createLimiter(limit: number): Limiter {
  const limiter = new RateLimiterMemory({ points: limit, duration: 60 });
  return {
    async count(name) {
      const wait = await limiter.consume(name).then(
        () => 0,
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
          throw refusal;
        },
      );
      return {
        wait,
        takeBack: async () => void (await limiter.reward(name)),
        clear: async () => void (await limiter.delete(name)),
      };
    },
  };
}
