import { readdir, readlink } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { afterAll, describe, expect, it } from "@jest/globals";
import { bob, operations } from "../support/operations.js";
import { until } from "../support/until.js";
import { installToxiproxy } from "./install-toxiproxy.js";
import { startLineCase, type Timed } from "./start-line-case.js";
import { startToxiproxy } from "./start-toxiproxy.js";

const installed = await installToxiproxy();
const toxiproxy = installed === null ? null : await startToxiproxy(installed);
afterAll(() => toxiproxy?.stop());
const describeWithToxiproxy = toxiproxy === null ? describe.skip : describe;

async function countSockets(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const targets = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => "")));
  return targets.filter((target) => target.startsWith("socket:")).length;
}

function count(answers: readonly Timed[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describeWithToxiproxy("a provider that comes and goes every two seconds", () => {
  it.concurrent("R07 costs no good token anything, logins while it is gone, and the log a few lines", async () => {
    const { provider, line, program, ready, ask, end } = await startLineCase(toxiproxy);
    try {
      await until(ready);
      const known = provider.mint();
      const tokens: Timed[] = [];
      const logins: Timed[] = [];
      let isOver = false;

      async function present(): Promise<void> {
        while (!isOver) {
          tokens.push(await ask(operations.me, { token: tokens.length % 2 === 0 ? known : provider.mint() }));
          await setTimeout(20);
        }
      }
      async function logIn(): Promise<void> {
        while (!isOver) {
          logins.push(await ask(operations.login, { variables: bob }));
          await setTimeout(200);
        }
      }

      const loads = [present(), logIn()];
      for (let turn = 0; turn < 6; turn++) {
        await line.cut();
        // A key that nobody has makes it look for the keys while they cannot be had.
        const forged = provider.mint({}, { header: { kid: "nobody-has-this" } });
        if (turn === 0) expect((await ask(operations.me, { token: forged })).status).not.toBe(200);
        await setTimeout(2_000);
        await line.heal();
        if (turn === 2) await provider.rotateKeys();
        await setTimeout(2_000);
      }
      isOver = true;
      await Promise.all(loads);

      const lines = program.printed().match(/keys of the provider[^"]*/g) ?? [];
      console.info("12 changes in 24 s:", { tokens: count(tokens), logins: count(logins) }, lines);
      expect(count(tokens)).toEqual({ 200: tokens.length });
      expect(count(logins)).toEqual({ 200: expect.any(Number), 503: expect.any(Number) });
      expect(Math.max(...[...tokens, ...logins].map(({ milliseconds }) => milliseconds))).toBeLessThan(6_500);
      expect(lines).toContain("keys of the provider cannot be read");
      expect(lines.length).toBeLessThanOrEqual(12);
    } finally {
      await end();
    }
  }, 60_000);
});

describeWithToxiproxy("a way to the provider on which connections are closed late", () => {
  it.concurrent("R06 leaves no socket behind", async () => {
    const { provider, line, program, ready, ask, end } = await startLineCase(toxiproxy);
    try {
      await until(ready);
      const logIn = () => Promise.all(Array.from({ length: 40 }, () => ask(operations.login, { variables: bob })));
      const before = await countSockets(program.pid);
      await line.spoil({ type: "slow_close", attributes: { delay: 2_000 } });
      const most: number[] = [];
      for (let times = 0; times < 3; times++) {
        expect(count(await logIn())).toEqual({ 200: 40 });
        most.push(await countSockets(program.pid));
        // Every connection ends there, and nobody here is told for a while.
        await provider.stop();
        await provider.restart();
        await until(async () => (await ask(operations.login, { variables: bob })).status === 200);
      }
      await until(async () => (await countSockets(program.pid)) <= before, 20_000);
      console.info(`sockets: ${before} before, ${most.join(", ")} after 40 logins each, ${before} again`);
    } finally {
      await end();
    }
  }, 60_000);
});
