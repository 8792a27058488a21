import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "@jest/globals";
import { startTestProvider } from "latchkey/testing";
import { bob, operations } from "../support/operations.js";
import { toMedian } from "../support/to-median.js";
import { until } from "../support/until.js";
import { installToxiproxy } from "./install-toxiproxy.js";
import { type Sending, sendTo } from "./send-to.js";
import { startFor } from "./start-for.js";
import { startRedis } from "./start-redis.js";
import { startToxiproxy, type Toxic } from "./start-toxiproxy.js";

const provider = await startTestProvider();
const redis = await startRedis();
// Logins of all cases under way at once count together.
const attempts = { LOGIN_ATTEMPTS_PER_ACCOUNT: "1000", LOGIN_ATTEMPTS_PER_ADDRESS: "1000" };
const other = await startFor(provider, { ...attempts, REDIS_URL: redis.url });
const installed = await installToxiproxy();
const toxiproxy = installed === null ? null : await startToxiproxy(installed);

afterAll(async () => {
  await toxiproxy?.stop();
  await other.end();
  await redis.stop();
  await provider.stop();
});

/** An instance on a line to Redis that can be spoilt; `other` has a good one. */
async function startCase(toxic: Toxic) {
  if (toxiproxy === null) throw new Error("these tests need toxiproxy");
  const line = await toxiproxy.lineTo(Number(new URL(redis.url).port));
  await line.spoil(toxic);
  const program = await startFor(provider, { ...attempts, REDIS_URL: redis.url.replace(/:\d+$/, `:${line.port}`) });
  const get = async (path: string) => (await fetch(new URL(path, program.url))).status;
  return {
    line,
    program,
    get,
    ready: async () => (await get("/readyz")) === 200,
    ask: (query: string, sending?: Sending) => sendTo(program.url, query, sending),
    /** Ends a session there, as the provider does. */
    async endSession(sid: string) {
      const body = new URLSearchParams({ logout_token: provider.mintLogoutToken({ sid }) });
      return (await fetch(new URL("/oidc/backchannel-logout", program.url), { method: "POST", body })).status;
    },
    async end() {
      const code = await program.end();
      for (const secret of ["eyJ", redis.password]) expect(program.printed()).not.toContain(secret);
      expect(program.printed()).not.toContain("Unexpected error");
      expect(code).toBe(0);
    },
  };
}

/** Whether the program can start on it. */
type Start = "starts" | "waits";

const faults: readonly (readonly [string, Toxic, Start])[] = [
  ["R03 100 ms late", { type: "latency", attributes: { latency: 100, jitter: 50 } }, "starts"],
  ["R03 a second late", { type: "latency", attributes: { latency: 1_000 } }, "starts"],
  ["R03 ten seconds late", { type: "latency", attributes: { latency: 10_000 } }, "waits"],
  ["R04 1 KB a second", { type: "bandwidth", attributes: { rate: 1 } }, "starts"],
  ["R04 in slices", { type: "slicer", attributes: { average_size: 10, delay: 1_000 } }, "starts"],
  ["R04 cut after 100 bytes", { type: "limit_data", attributes: { bytes: 100 } }, "waits"],
  ["R05 reset at once", { type: "reset_peer", attributes: { timeout: 0 } }, "waits"],
  ["R05 silent", { type: "timeout", attributes: { timeout: 0 } }, "waits"],
];

(toxiproxy === null ? describe.skip : describe)("a way to Redis that is", () => {
  it.concurrent.each(faults)(
    "%s: no good token is refused or kept waiting, sessions end here at once, and elsewhere when it has passed",
    async (_, toxic, start) => {
      const { line, program, get, ready, ask, endSession, end } = await startCase(toxic);
      const { mint } = provider;
      const token = mint();
      const timed = async (query: string, sending: Sending) => {
        const begun = performance.now();
        expect((await ask(query, sending)).status).toBe(200);
        return performance.now() - begun;
      };
      try {
        // At the start: what may have ended cannot be known before Redis was read.
        if (start === "waits") {
          await until(() => program.printed().includes("Redis cannot be used"));
          expect([await get("/readyz"), await get("/livez")]).toEqual([503, 200]);
          const refused = await ask(operations.me, { token });
          expect([refused.status, refused.text]).toEqual([503, expect.stringContaining("PROVIDER_UNAVAILABLE")]);
          await line.heal();
        }
        await until(ready, 20_000);
        expect((await ask(operations.me, { token })).status).toBe(200);

        // Later.
        if (start === "waits") await line.spoil(toxic);
        const logins: number[] = [];
        const queries: number[] = [];
        for (let i = 0; i < 5; i++) {
          queries.push(await timed(operations.me, { token }), await timed(operations.me, { token: mint() }));
          if (i < 3) logins.push(await timed(operations.login, { variables: bob }));
        }
        expect(toMedian(queries)).toBeLessThan(250);
        expect(Math.max(...queries)).toBeLessThan(2_000);
        expect(Math.max(...logins)).toBeLessThan(3_000);
        const sid = randomUUID();
        expect(await endSession(sid)).toBe(200);
        expect((await ask(operations.me, { token: mint({ sid }) })).status).toBe(401);
        expect(await ready()).toBe(true);

        // And again as it was.
        await line.heal();
        await until(
          async () => (await sendTo(other.url, operations.me, { token: mint({ sid }) })).status === 401,
          20_000,
        );
        expect((await ask(operations.me, { token })).status).toBe(200);
        expect(program.printed().match(/Redis cannot be used/g)?.length ?? 0).toBeLessThanOrEqual(4);
      } finally {
        await end();
      }
    },
    120_000,
  );
});
