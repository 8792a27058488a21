import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** How many there are; asked before this program keeps to one of them. */
export const count = availableParallelism();
const pinning = count > 1 && spawnSync("taskset", ["-V"]).status === 0;
const last = count - 1;

/**
 * Where things run: the server alone on one core, all that is there for measuring on another. When two servers run,
 * each of their loads has a core of its own where there are four, and otherwise the core of the other server.
 */
export const cores = pinning
  ? { server: 0, second: 1, load: last, loadOfFirst: last, loadOfSecond: count > 3 ? last - 1 : 0 }
  : {};
if (pinning) spawnSync("taskset", ["-cp", `${last}`, `${process.pid}`]);

/** A command that stays on a core. */
export function pin(core, command, args) {
  return core === undefined ? [command, args] : ["taskset", ["-c", `${core}`, command, ...args]];
}
