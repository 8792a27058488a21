import { expect } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { bob } from "../support/operations.js";
import type { Program } from "../support/start-main.js";
import { type Sending, type Sent, sendTo } from "./send-to.js";
import { startFor } from "./start-for.js";
import type { Line, Toxiproxy } from "./start-toxiproxy.js";

/** The program and its provider, which it reaches over a line alone. */
export interface LineCase {
  readonly provider: TestProvider;
  readonly line: Line;
  readonly program: Program;
  ready(): Promise<boolean>;
  ask(query: string, sending?: Sending): Promise<Timed>;
  /** Ends all of it, once the program has said nothing that it must not say. */
  end(): Promise<void>;
}

export interface Timed extends Sent {
  readonly milliseconds: number;
}

/** @param spoil what happens to the line before the program starts. */
export async function startLineCase(
  toxiproxy: Toxiproxy | null,
  spoil: (line: Line) => Promise<void> = async () => {},
): Promise<LineCase> {
  if (toxiproxy === null) throw new Error("these tests need toxiproxy");
  const provider = await startTestProvider();
  const line = await toxiproxy.lineTo(Number(new URL(provider.issuer).port));
  await spoil(line);
  const discoveryUrl = provider.discoveryUrl.replace(/:\d+/, `:${line.port}`);
  const program = await startFor(provider, {
    OIDC_DISCOVERY_URL: discoveryUrl,
    // Logins under way count as well.
    LOGIN_ATTEMPTS_PER_ACCOUNT: "1000",
    LOGIN_ATTEMPTS_PER_ADDRESS: "1000",
  });
  return {
    provider,
    line,
    program,
    ready: async () => (await fetch(new URL("/readyz", program.url))).status === 200,
    async ask(query, sending) {
      const begun = performance.now();
      const sent = await sendTo(program.url, query, sending);
      return { ...sent, milliseconds: performance.now() - begun };
    },
    async end() {
      const code = await program.end();
      await provider.stop();
      expect(code).toBe(0);
      for (const secret of ["eyJ", bob.password, provider.clientSecret])
        expect(program.printed()).not.toContain(secret);
      expect(program.printed()).not.toContain("Unexpected error");
    },
  };
}
