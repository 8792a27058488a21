import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";

/** Refetches that may follow each other at once. */
const burst = 2;
/** Milliseconds after which one more is granted. */
export const coolDown = 30_000;

/**
 * How often an unknown `kid` may cause a fetch: a real rotation is seen at once, a flood of forged ones costs at most
 * two fetches and then two a minute.
 *
 * @returns grants or refuses a fetch for this `kid`; the same one is not granted another within 30 s.
 */
export function createRefetchBudget(clock: Clock): (kid: string) => boolean {
  const asked = new LRUCache<string, true>({ max: 1_000, ttl: coolDown, perf: { now: () => clock.elapsed() } });
  let left = burst;
  let grantedFrom = clock.elapsed();

  return (kid) => {
    if (asked.has(kid)) return false;
    const earned = Math.floor((clock.elapsed() - grantedFrom) / coolDown);
    left = Math.min(burst, left + earned);
    grantedFrom = left === burst ? clock.elapsed() : grantedFrom + earned * coolDown;
    if (left === 0) return false;
    left -= 1;
    asked.set(kid, true);
    return true;
  };
}
