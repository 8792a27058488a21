import { setTimeout } from "node:timers/promises";

/** Returns when `isSo` is. Throws after 30 s without. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within 30 s: ${isSo}`);
    await setTimeout(50);
  }
}
