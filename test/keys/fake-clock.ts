import { setImmediate } from "node:timers/promises";
import type { Clock } from "#latchkey/oidc/clock.js";

/** Time that passes only when told to; what runs on it may do real I/O. */
export interface FakeClock extends Clock {
  /**
   * Lets milliseconds pass. Whatever is due runs when its moment comes, and time stands still until it has set its
   * next alarm.
   */
  advance(milliseconds: number): Promise<void>;
  /** Moves the wall clock alone, as an operator would. */
  setBack(milliseconds: number): void;
}

export function createFakeClock(): FakeClock {
  let elapsed = 1_000_000;
  let offset = Date.now() - elapsed;
  const alarms = new Set<{ readonly at: number; readonly run: () => void }>();

  function next(before: number) {
    return [...alarms].filter(({ at }) => at <= before).sort((one, other) => one.at - other.at)[0];
  }

  return {
    now: () => elapsed + offset,
    elapsed: () => elapsed,
    after(milliseconds, run) {
      const alarm = { at: elapsed + milliseconds, run };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    async advance(milliseconds) {
      const end = elapsed + milliseconds;
      for (let alarm = next(end); alarm !== undefined; alarm = next(end)) {
        const expected = alarms.size;
        alarms.delete(alarm);
        elapsed = Math.max(elapsed, alarm.at);
        alarm.run();
        while (alarms.size < expected) await setImmediate();
      }
      elapsed = end;
    },
    setBack(milliseconds) {
      offset -= milliseconds;
    },
  };
}
