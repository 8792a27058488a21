import { cpus } from "node:os";
import { count } from "./cores.js";
import { generator } from "./load.js";

/** Of what a run depends on, what can be known. */
export const machine = [
  `${count} cores (${cpus()[0]?.model.trim() ?? process.arch})`,
  process.platform,
  `Node ${process.versions.node}`,
  generator,
].join(", ");
