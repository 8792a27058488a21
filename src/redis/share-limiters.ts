import { setTimeout } from "node:timers/promises";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Log } from "../oidc/log.js";
import type { Limiter } from "../oidc/session/limiter.js";
import { createConnection } from "./create-connection.js";
import { toReason } from "./to-reason.js";

export interface LimiterSharingOptions {
  /** `redis://` or `rediss://`; may hold a password. */
  readonly url: string;
  readonly log: Log;
}

export interface SharedLimiters {
  /**
   * A limiter that counts on every instance with the same Redis (or Valkey) together.
   *
   * @param name of what is counted; the same on every instance.
   * @param local counts on this instance, first: what is over the limit here is not asked about there, and an outage
   *   of Redis starts nobody from zero.
   */
  share(name: string, limit: number, local: Limiter): Limiter;
  close(): void;
}

/** Milliseconds that Redis has to answer, and from a failure to the next time it is asked. */
const deadline = 500;
const pause = 2_000;

/**
 * Limiters over one connection to Redis. While Redis is gone, slow, full or read-only, this instance counts alone:
 * nobody is refused for it, and nobody waits for it longer than 500 ms in 2 s.
 */
export function shareLimiters({ url, log }: LimiterSharingOptions): SharedLimiters {
  const client = createConnection(url, 1_000);
  let lastFault: unknown;
  let isFailing = false;
  let askAgainAt = Number.NEGATIVE_INFINITY;
  client.on("error", (error) => {
    lastFault = error;
  });
  void client.connect().catch(() => {});

  function fail(error: unknown): undefined {
    askAgainAt = performance.now() + pause;
    if (isFailing) return;
    isFailing = true;
    log.error({ reason: toReason(error) }, "Redis cannot be used: attempts to log in count on this instance alone");
  }

  /** What Redis says, or undefined when it cannot be asked now. */
  async function ask<Answer>(request: () => Promise<Answer>): Promise<Answer | undefined> {
    if (performance.now() < askAgainAt) return undefined;
    if (!client.isReady) return fail(lastFault ?? new Error("not connected"));
    try {
      const ending = new AbortController();
      const late = setTimeout(deadline, undefined, { signal: ending.signal }).then(() => {
        throw new Error(`no answer within ${deadline} ms`);
      });
      const answer = await Promise.race([request(), late]).finally(() => ending.abort());
      if (isFailing) log.info({}, "Redis can be used again: attempts to log in count on every instance together");
      isFailing = false;
      return answer;
    } catch (error) {
      return fail(error);
    }
  }

  return {
    share(name, limit, local) {
      const limiter = new RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        keyPrefix: `latchkey:attempts:${name}`,
        points: limit,
        duration: 60,
      });
      const consume = (key: string) =>
        limiter.consume(key).catch((refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return refusal;
          throw refusal;
        });
      return {
        async count(key) {
          const here = await local.count(key);
          if (here.wait > 0) return here;
          const everywhere = await ask(() => consume(key));
          if (everywhere === undefined) return here;
          return {
            wait: everywhere.consumedPoints > limit ? Math.max(1, everywhere.msBeforeNext) : 0,
            takeBack: async () => void (await Promise.all([here.takeBack(), ask(() => limiter.reward(key))])),
            clear: async () => void (await Promise.all([here.clear(), ask(() => limiter.delete(key))])),
          };
        },
      };
    },
    close() {
      if (client.isOpen) client.destroy();
    },
  };
}
