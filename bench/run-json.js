import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cores, pin } from "./cores.js";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What a program of the bench, alone on the server's core, prints last: JSON. */
export async function runJson(file, args = [], { core = cores.server, env = {} } = {}) {
  const command = pin(core, process.execPath, ["--expose-gc", file, ...args]);
  const { stdout } = await promisify(execFile)(...command, {
    cwd: here,
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
  });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}
