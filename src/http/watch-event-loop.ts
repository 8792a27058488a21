import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two looks, and over which a mean is taken. */
const period = 1_000;
const resolution = 10;

/**
 * Watches how late the event loop is, by the mean of two seconds running, the better one. Not by the longest turn: a
 * collection of garbage, or a machine that was asleep, is one long turn among short ones, and no reason to refuse anybody.
 */
export function watchEventLoop() {
  const turns = monitorEventLoopDelay({ resolution });
  turns.enable();
  let last = 0;
  let delay = 0;
  const looking = setInterval(() => {
    const mean = turns.mean / 1e6 - resolution;
    turns.reset();
    delay = Math.min(last, mean);
    last = mean;
  }, period).unref();
  return {
    /** Milliseconds that turns are late. */
    delay: () => delay,
    close() {
      clearInterval(looking);
      turns.disable();
    },
  };
}
