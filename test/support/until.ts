import { setTimeout } from "node:timers/promises";

/** Waits until a condition holds, and fails when it has not within 10 s, or the milliseconds given. */
export async function until(holds: () => Promise<boolean> | boolean, longest = 10_000): Promise<void> {
  const deadline = performance.now() + longest;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`still not so: ${holds}`);
    await setTimeout(20);
  }
}
