import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const pinning = spawnSync("taskset", ["-V"]).status === 0 && availableParallelism() > 1;
const last = availableParallelism() - 1;

/** Where things run: the server alone on one core, everything that is there for measuring on another. */
export const cores = pinning ? { server: 0, load: last } : { server: undefined, load: undefined };

/** A command that stays on a core. */
export function pin(core, command, args) {
  return core === undefined ? [command, args] : ["taskset", ["-c", `${core}`, command, ...args]];
}
