import { afterAll, describe, expect, it } from "@jest/globals";
import { bob, operations } from "../support/operations.js";
import { toMedian } from "../support/to-median.js";
import { until } from "../support/until.js";
import { installToxiproxy } from "./install-toxiproxy.js";
import { startLineCase, type Timed } from "./start-line-case.js";
import { type Line, startToxiproxy, type Toxic } from "./start-toxiproxy.js";

const installed = await installToxiproxy();
const toxiproxy = installed === null ? null : await startToxiproxy(installed);
afterAll(() => toxiproxy?.stop());

type Spoil = (line: Line) => Promise<void>;

const toxic = (type: Toxic["type"], attributes: object) => (line: Line) => line.spoil({ type, attributes } as Toxic);

/** What becomes of a call to the provider meanwhile. */
type Outcome = "works" | "fails" | "may work";

const faults: readonly (readonly [string, Spoil, Outcome])[] = [
  ["R03 100 ms late, more or less", toxic("latency", { latency: 100, jitter: 50 }), "works"],
  ["R03 a second late", toxic("latency", { latency: 1_000, jitter: 100 }), "works"],
  ["R03 ten seconds late", toxic("latency", { latency: 10_000 }), "fails"],
  ["R04 1 KB a second", toxic("bandwidth", { rate: 1 }), "may work"],
  ["R04 in slices", toxic("slicer", { average_size: 20, delay: 1_000 }), "works"],
  ["R04 cut after 100 bytes", toxic("limit_data", { bytes: 100 }), "fails"],
  ["R05 reset at once", toxic("reset_peer", { timeout: 0 }), "fails"],
  ["R05 reset after 100 ms", toxic("reset_peer", { timeout: 100 }), "may work"],
  ["R05 silent", toxic("timeout", { timeout: 0 }), "fails"],
  ["R05 silent, then closed", toxic("timeout", { timeout: 100 }), "fails"],
  ["R06 closed late", toxic("slow_close", { delay: 2_000 }), "works"],
];

const unavailable = expect.stringContaining("PROVIDER_UNAVAILABLE");
const toStatuses = (outcome: Outcome) => ({ works: [200], fails: [503], "may work": [200, 503] })[outcome];

(toxiproxy === null ? describe.skip : describe)("a way to the provider that is", () => {
  it.concurrent.each(faults)(
    "%s: tokens stay good, calls are answered in time and made once, no one is 401, and it passes",
    async (_, spoil, outcome) => {
      const { provider, line, ready, ask, end } = await startLineCase(toxiproxy, spoil);
      try {
        const answers: Timed[] = [];
        const note = async (asked: Promise<Timed>) => {
          const answer = await asked;
          answers.push(answer);
          return answer.status;
        };
        const token = provider.mint();

        // At the start.
        expect(toStatuses(outcome)).toContain(await note(ask(operations.me, { token })));
        if (outcome !== "may work") expect(await ready()).toBe(outcome === "works");
        await line.heal();
        await until(ready);
        expect(await note(ask(operations.me, { token }))).toBe(200);

        // Later.
        await spoil(line);
        const before = provider.requests.token;
        const login = note(ask(operations.login, { variables: bob }));
        const queries: number[] = [];
        for (let i = 0; i < 5; i++) {
          const [known, fresh] = [ask(operations.me, { token }), ask(operations.me, { token: provider.mint() })];
          expect([await note(known), await note(fresh)]).toEqual([200, 200]);
          queries.push((await known).milliseconds, (await fresh).milliseconds);
        }
        expect(toMedian(queries)).toBeLessThan(250);
        expect(Math.max(...queries)).toBeLessThan(2_000);
        expect(toStatuses(outcome)).toContain(await login);
        expect(provider.requests.token - before).toBeLessThanOrEqual(1);
        expect(await ready()).toBe(true);

        // And again as it was.
        await line.heal();
        await until(async () => (await ask(operations.login, { variables: bob })).status === 200);
        await provider.rotateKeys();
        await until(async () => (await ask(operations.me, { token: provider.mint() })).status === 200);

        for (const { status, text, milliseconds } of answers) {
          expect([status, text]).toEqual([status, status === 200 ? expect.stringContaining("data") : unavailable]);
          expect(milliseconds).toBeLessThan(6_500);
        }
      } finally {
        await end();
      }
    },
    120_000,
  );
});
