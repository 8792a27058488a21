import { execFile } from "node:child_process";

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a command to its end, at most two minutes. */
export function run(cwd: string, command: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ code, output: stdout + stderr });
      else reject(error);
    });
  });
}
