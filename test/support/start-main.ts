import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepOutput, noteSecret } from "./trail.js";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

export interface Program {
  /** What it has printed so far. */
  readonly printed: () => string;
  readonly pid: number;
  /** Where it serves GraphQL, as it printed it. */
  readonly url: string;
  /** Milliseconds from its start to its first words. */
  readonly startedIn: number;
  /** Its status once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Sends a signal and waits for nothing. */
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Without what the program says to whoever starts it, demo users and their passwords among it. */
function toLog(printed: string): string {
  return printed
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .join("\n");
}

/**
 * Starts the program as users do, with the environment given and nothing else, and waits until it listens.
 *
 * @param program this project's by default.
 * @param openFiles file descriptors that it may have; as many as the tests themselves by default.
 */
export async function startMain(
  environment: Readonly<Record<string, string>> = {},
  program: string = main,
  openFiles: number | "unlimited" = "unlimited",
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-"));
  const started = performance.now();
  const limit = openFiles === "unlimited" ? "" : `ulimit -n ${openFiles} && `;
  const child = spawn("bash", ["-c", `${limit}exec "$0" "$1"`, process.execPath, program], {
    cwd: folder,
    env: { PORT: "0", PROVIDER_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const [name, value] of Object.entries(environment)) if (/SECRET|HEADERS/.test(name)) noteSecret(value);
  const ended = once(child, "exit").then(([code]): number | null => {
    keepOutput(toLog(printed));
    return code;
  });
  child.stderr.on("data", (chunk) => {
    printed += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      printed += chunk;
      const found = /http:\/\/\S+\/graphql/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    });
    ended.then(() => reject(new Error(`the program ended: ${printed}`)), reject);
  });
  const startedIn = performance.now() - started;
  return {
    printed: () => printed,
    pid: child.pid ?? 0,
    url,
    startedIn,
    ended,
    signal: (signal) => void child.kill(signal),
    async end(signal = "SIGTERM") {
      child.kill(signal);
      const code = await ended;
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}
