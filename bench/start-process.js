import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pin } from "./cores.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const running = new Set();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program on a core, here, with nothing of our environment but `PATH`. What it prints is shown if it fails. */
export function startProcess(core, command, args, env = {}, { ipc = false } = {}) {
  const child = spawn(...pin(core, command, args), {
    cwd: here,
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe", ...(ipc ? ["ipc"] : [])],
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-4_000);
    });
  }
  let stopping = false;
  child.once("exit", (code, signal) => {
    running.delete(child);
    if (stopping) return;
    console.error(`${args.join(" ")} ended by itself (${code ?? signal}):\n${output}`);
    process.exit(1);
  });
  return {
    child,
    pid: child.pid,
    async stop(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      stopping = true;
      const ended = once(child, "exit");
      child.kill(signal);
      const kill = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** A port that is free now. */
export async function findPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until something holds, for 30 seconds at most. */
export async function until(what, holds) {
  const end = performance.now() + 30_000;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > end) throw new Error(`it took more than 30 s until ${what}`);
    await sleep(20);
  }
}
