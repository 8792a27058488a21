import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepOutput, noteSecret } from "../support/trail.js";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface Diagnosis {
  readonly code: number | null;
  /** Both streams. */
  readonly output: string;
  /** The line of a step and those that belong to it, without the columns: `failed: says → mend`. */
  step(name: string): string | undefined;
}

/** Runs `latchkey doctor` as users do, in a folder of its own, with the environment given and nothing else. */
export async function runDoctor(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  file?: { readonly name: string; readonly content: string },
): Promise<Diagnosis> {
  for (const [name, value] of Object.entries(environment)) if (/SECRET|PASSWORD$/.test(name)) noteSecret(value);
  const folder = await mkdtemp(join(tmpdir(), "latchkey-doctor-"));
  try {
    if (file !== undefined) await writeFile(join(folder, file.name), file.content);
    const [code, output] = await new Promise<[number | null, string]>((resolve, reject) => {
      const child = spawn(process.execPath, [cli, "doctor", ...args], {
        cwd: folder,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
        timeout: 30_000,
      });
      let written = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text) => {
          written += text;
        });
      }
      child.on("error", reject);
      child.on("close", (status) => resolve([status, written]));
    });
    keepOutput(output);
    const steps = new Map(output.split(/\n(?=\S)/).map((text) => [text.slice(9, 25).trim(), text]));
    return {
      code,
      output,
      step: (name) =>
        steps
          .get(name)
          ?.replace(/^(\S+) +/, "$1: ")
          .replace(`: ${name}`, ":")
          .replace(/\s+/g, " ")
          .trim(),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
