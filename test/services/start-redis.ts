import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { findFreePort } from "../support/find-free-port.js";
import { until } from "../support/until.js";
import { isListening } from "./is-listening.js";

/** A real Redis, this test's own: on loopback, with a password, in memory alone. */
export interface Redis {
  /** As `REDIS_URL` has it, with the password. */
  readonly url: string;
  readonly password: string;
  /** Ends it as a crash would: at once, and with everything it knew. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with its own password or another. */
  restart(password?: string): Promise<void>;
  /** Keeps every connection and answers nothing, until resumed. */
  suspend(): void;
  resume(): void;
  /** What it answers to a command, such as `CONFIG SET maxmemory 1`. */
  ask(command: string): Promise<unknown>;
  stop(): Promise<void>;
}

const password = "a-password-of-redis";

export async function startRedis(): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-redis-"));
  const port = await findFreePort();
  const url = `redis://:${password}@127.0.0.1:${port}`;
  let server = await start();

  async function start(requirepass = password): Promise<ChildProcess> {
    const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "no", requirepass };
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn("redis-server", options, { stdio: "ignore" });
    await once(started, "spawn");
    await until(() => isListening(port));
    return started;
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }

  return {
    url,
    password,
    kill,
    async restart(another) {
      server = await start(another);
    },
    suspend: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    async ask(command) {
      const client = await createClient({ url }).connect();
      try {
        return await client.sendCommand(command.split(" "));
      } finally {
        client.destroy();
      }
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
