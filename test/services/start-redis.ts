import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../support/until.js";

/** A real Redis, this test's own: on loopback, with a password, in memory alone. */
export interface Redis {
  /** As `REDIS_URL` has it, with the password. */
  readonly url: string;
  readonly password: string;
  /** Ends it as a crash would: at once, and with everything it knew. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  /** Keeps every connection and answers nothing, until resumed. */
  suspend(): void;
  resume(): void;
  stop(): Promise<void>;
}

const password = "a-password-of-redis";

export async function startRedis(): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-redis-"));
  const port = await findFreePort();
  let server = await start();

  async function start(): Promise<ChildProcess> {
    const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "no", requirepass: password };
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn("redis-server", options, { stdio: "ignore" });
    await once(started, "spawn");
    await until(() => answers(port));
    return started;
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }

  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    password,
    kill,
    async restart() {
      server = await start();
    },
    suspend: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("a server listens on a port");
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
