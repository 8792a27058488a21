import { spawn } from "node:child_process";
import { once } from "node:events";
import { findFreePort } from "../support/find-free-port.js";
import { until } from "../support/until.js";
import { isListening } from "./is-listening.js";

/** What toxiproxy can do to a connection; its manual explains each. Milliseconds, bytes, KB a second, microseconds. */
export type Toxic =
  | { readonly type: "latency"; readonly attributes: { readonly latency: number; readonly jitter?: number } }
  | { readonly type: "bandwidth"; readonly attributes: { readonly rate: number } }
  | { readonly type: "slow_close"; readonly attributes: { readonly delay: number } }
  | { readonly type: "timeout" | "reset_peer"; readonly attributes: { readonly timeout: number } }
  | { readonly type: "slicer"; readonly attributes: { readonly average_size: number; readonly delay: number } }
  | { readonly type: "limit_data"; readonly attributes: { readonly bytes: number } };

/** The way to a server, on which things happen to what the server sends. */
export interface Line {
  /** On loopback: what connects here, connects there. */
  readonly port: number;
  spoil(toxic: Toxic): Promise<void>;
  /** Takes no connection any more, and ends those that there are. */
  cut(): Promise<void>;
  /** As if nothing had been. */
  heal(): Promise<void>;
}

export interface Toxiproxy {
  lineTo(port: number): Promise<Line>;
  stop(): Promise<void>;
}

/** @param program the path of a toxiproxy. */
export async function startToxiproxy(program: string): Promise<Toxiproxy> {
  const control = await findFreePort();
  const server = spawn(program, ["-host", "127.0.0.1", "-port", String(control)], { stdio: "ignore" });
  await once(server, "spawn");
  await until(() => isListening(control));
  let lines = 0;

  async function tell(method: "POST" | "DELETE", path: string, body: object = {}): Promise<Record<string, unknown>> {
    const response = await fetch(`http://127.0.0.1:${control}${path}`, { method, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text === "" ? {} : JSON.parse(text);
  }

  return {
    async lineTo(port) {
      lines += 1;
      const line = `line-${lines}`;
      const address = { name: line, listen: "127.0.0.1:0", upstream: `127.0.0.1:${port}`, enabled: true };
      const { listen } = await tell("POST", "/proxies", address);
      let isSpoilt = false;
      return {
        port: Number(new URL(`tcp://${listen}`).port),
        async spoil(toxic) {
          await tell("POST", `/proxies/${line}/toxics`, { ...toxic, name: "toxic" });
          isSpoilt = true;
        },
        cut: async () => void (await tell("POST", `/proxies/${line}`, { enabled: false })),
        async heal() {
          if (isSpoilt) await tell("DELETE", `/proxies/${line}/toxics/toxic`);
          isSpoilt = false;
          await tell("POST", `/proxies/${line}`, { enabled: true });
        },
      };
    },
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}
