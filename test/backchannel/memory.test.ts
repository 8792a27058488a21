import { expect, it } from "@jest/globals";
import { createEndedSessions } from "#latchkey/oidc/session/ended-sessions.js";
import { createExpiringEntries } from "#latchkey/oidc/session/expiring-entries.js";
import { collectGarbage } from "../support/collect-garbage.js";

const iss = "https://login.example.com/realms/local";
const iat = 1_800_000_000;

it("T016 a million logouts take less than 200 MB, and the latest of them hold", () => {
  const ended = createEndedSessions(createExpiringEntries(), 86_400);
  const sids = Array.from(
    { length: 1_000_000 },
    (_, index) => `8a6bd1ff-6a3e-4b9f-bb5e-${String(index).padStart(12, "0")}`,
  );
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (const sid of sids) ended.end({ iss, sid });
  collectGarbage();
  const used = (process.memoryUsage().heapUsed - before) / 1e6;

  const kept = sids.filter((sid) => ended.has({ iss, sid, sub: "alice", jti: "1", iat })).length;
  const claims = sids.slice(-1_000).map((sid) => ({ iss, sid, sub: "alice", jti: "1", iat }));
  const started = performance.now();
  for (let round = 0; round < 100; round += 1) for (const each of claims) ended.has(each);
  const microseconds = ((performance.now() - started) * 1_000) / 100_000;
  console.info(`${kept} sessions of 1,000,000 in ${used.toFixed(0)} MB; a look-up takes ${microseconds.toFixed(2)} µs`);
  expect(used).toBeLessThan(200);
  expect(kept).toBeGreaterThan(300_000);
  expect(ended.has({ iss, sid: sids.at(-1), iat })).toBe(true);
  expect(ended.has({ iss: "https://other.example", sid: sids.at(-1), iat })).toBe(false);
}, 60_000);
