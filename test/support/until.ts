import { setTimeout } from "node:timers/promises";

/** Waits until a condition holds, and fails when it has not within 10 s. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`still not so: ${holds}`);
    await setTimeout(20);
  }
}
