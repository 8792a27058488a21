import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepOutput, noteSecret } from "./trail.js";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs the program to its end in a folder of its own, with the environment given and nothing else. */
export async function runMain(
  environment: Readonly<Record<string, string>>,
  prepare: (folder: string) => Promise<void> = async () => {},
): Promise<Exit> {
  for (const [name, value] of Object.entries(environment)) if (/SECRET|HEADERS/.test(name)) noteSecret(value);
  const folder = await mkdtemp(join(tmpdir(), "latchkey-"));
  try {
    await prepare(folder);
    return await new Promise((resolve, reject) => {
      const started = performance.now();
      const child = spawn(process.execPath, [main], { cwd: folder, env: environment, timeout: 15_000 });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
      });
      child.on("error", reject);
      child.on("close", (code) => {
        keepOutput(stdout + stderr);
        resolve({ code, stdout, stderr, milliseconds: performance.now() - started });
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
