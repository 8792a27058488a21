import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface RunningProgram {
  stop(): Promise<void>;
}

/** Starts a Node program in a folder of this repository, and waits until it prints the words. */
export async function startProgram(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  words: string,
): Promise<RunningProgram> {
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL(`../../${folder}`, import.meta.url)),
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk;
      if (printed.includes(words)) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    exited.then(() => reject(new Error(`the program ended: ${printed}`)), reject);
  });
  return {
    async stop() {
      child.kill();
      await exited;
    },
  };
}
