import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { alice, bob, operations } from "../support/operations.js";
import { type Answer, type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";
import { type Redis, startRedis } from "./start-redis.js";

const perAccount = 4;
const lost = /"reason":"([^"]*)","msg":"Redis cannot be used: attempts to log in/g;
const found = /Redis can be used again: attempts to log in/g;

interface Instances {
  readonly redis: Redis;
  readonly provider: TestProvider;
  readonly one: Api;
  readonly other: Api;
  close(): Promise<void>;
}

/** Two instances of one API: the same provider, the same Redis. */
async function startInstances(perAddress = 1_000): Promise<Instances> {
  const redis = await startRedis();
  const provider = await startTestProvider();
  const { issuer, clientId, clientSecret } = provider;
  const settings = {
    redisUrl: redis.url,
    provider: { issuer, clientId, clientSecret, discoveryUrl: undefined },
    loginAttempts: { perAccount, perAddress },
  };
  const [one, other] = [await startApi(settings), await startApi(settings)];
  for (const api of [one, other]) await until(async () => (await api.send("/readyz")).status === 200);
  return {
    redis,
    provider,
    one,
    other,
    async close() {
      for (const api of [one, other]) {
        expect(api.logged()).not.toContain(redis.password);
        await api.close();
      }
      await provider.stop();
      await redis.stop();
    },
  };
}

const logIn = (api: Api, variables: object) => api.ask(operations.login, { variables });
const guess = (api: Api, username = "alice") => logIn(api, { username, password: "a-wrong-password" });
const count = (api: Api, line: RegExp) => api.logged().match(line)?.length ?? 0;

type Timed = readonly [status: number, milliseconds: number];

async function timed(request: () => Promise<Answer>): Promise<Timed> {
  const begin = performance.now();
  const { status } = await request();
  return [status, performance.now() - begin];
}

async function countByStatus(asked: readonly Promise<Answer>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(asked)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe("attempts to log in on two instances with one Redis", () => {
  let both: Instances;
  beforeAll(async () => {
    both = await startInstances();
  });
  afterAll(() => both.close());

  it("count together, to the last one, when they are made at once", async () => {
    const { one, other, provider } = both;
    const asked = Array.from({ length: 40 }, (_, i) => guess(i % 2 === 0 ? one : other));
    expect(await countByStatus(asked)).toEqual({ 401: perAccount, 429: 40 - perAccount });
    expect(provider.requests.token).toBe(perAccount);
    for (const api of [one, other]) {
      const { status, headers, body } = await logIn(api, alice);
      expect([status, body.errors[0].extensions.code]).toEqual([429, "RATE_LIMITED"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
    }
  });

  it("leave in Redis a hash in place of the account, no password, and nothing for longer than a minute", async () => {
    await guess(both.one, "Some-Body");
    const keys = (await both.redis.ask("KEYS *")) as string[];
    const ours = keys.filter((key) => key !== "latchkey:entries");
    expect(ours.length).toBeGreaterThan(1);
    for (const key of ours) {
      expect(key).toMatch(/^latchkey:attempts:(account:[\w-]{43}|address:127\.0\.0\.1)$/);
      expect(await both.redis.ask(`GET ${key}`)).toMatch(/^\d+$/);
      const seconds = await both.redis.ask(`TTL ${key}`);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    expect(keys.join("\n")).not.toMatch(/alice|some-body|password/i);
  });

  it("that succeed count on neither, and those before them no longer", async () => {
    const { one, other } = both;
    const attempts = () => both.redis.ask("GET latchkey:attempts:address:127.0.0.1");
    for (let i = 1; i < perAccount; i++) expect((await guess(one, "bob")).status).toBe(401);
    const before = await attempts();
    for (const api of [other, other, one]) expect((await logIn(api, bob)).status).toBe(200);
    for (let i = 1; i < perAccount; i++) expect((await guess(one, "bob")).status).toBe(401);
    expect(Number(await attempts())).toBe(Number(before) + perAccount - 1);
  });

  it("that fail because the provider does not answer count on neither", async () => {
    const { one, other, provider } = both;
    provider.fault("token", { status: 500, body: "" });
    for (let i = 0; i <= perAccount; i++) expect((await logIn(one, { ...bob, username: "carol" })).status).toBe(503);
    provider.fault("token", null);
    expect((await guess(other, "carol")).status).toBe(401);
  });

  it("count together by address as well", async () => {
    const { one, other, provider, close } = await startInstances(20);
    try {
      const asked = Array.from({ length: 60 }, (_, i) => guess(i % 2 === 0 ? one : other, `user-${i}`));
      expect(await countByStatus(asked)).toEqual({ 401: 20, 429: 40 });
      expect(provider.requests.token).toBe(20);
      expect([(await logIn(one, bob)).status, (await logIn(other, bob)).status]).toEqual([429, 429]);
    } finally {
      await close();
    }
  });
});

interface Fault {
  readonly begin: (redis: Redis) => unknown;
  readonly end: (redis: Redis) => unknown;
  readonly reason: RegExp;
}

const faults: Readonly<Record<string, Fault>> = {
  gone: { begin: (redis) => redis.kill(), end: (redis) => redis.restart(), reason: /ECONNREFUSED|closed/i },
  frozen: { begin: (redis) => redis.suspend(), end: (redis) => redis.resume(), reason: /no answer within 500 ms/ },
  full: {
    begin: (redis) => redis.ask("CONFIG SET maxmemory 1"),
    end: (redis) => redis.ask("CONFIG SET maxmemory 0"),
    reason: /OOM/,
  },
  "a replica that only reads": {
    begin: (redis) => redis.ask("REPLICAOF 127.0.0.1 9"),
    end: (redis) => redis.ask("REPLICAOF NO ONE"),
    reason: /READONLY/,
  },
  "without the replicas it must have": {
    begin: (redis) => redis.ask("CONFIG SET min-replicas-to-write 1"),
    end: (redis) => redis.ask("CONFIG SET min-replicas-to-write 0"),
    reason: /NOREPLICAS/,
  },
  "of another password": {
    begin: async (redis) => {
      await redis.kill();
      await redis.restart("another-password");
    },
    end: async (redis) => {
      await redis.kill();
      await redis.restart();
    },
    reason: /WRONGPASS|ECONNREFUSED|closed/,
  },
};

describe("a Redis that is", () => {
  it.each(Object.entries(faults))(
    "%s: each instance limits alone, nobody is refused or kept waiting for it, and then they count together again",
    async (_, { begin, end, reason }) => {
      const { redis, provider, one, other, close } = await startInstances();
      try {
        const token = provider.mint();
        for (const api of [one, other]) expect((await api.ask(operations.me, { token })).status).toBe(200);
        await begin(redis);

        const logins: Timed[] = [];
        const queries: Timed[] = [];
        for (let i = 0; i < 3; i++) {
          logins.push(await timed(() => logIn(one, bob)));
          queries.push(await timed(() => one.ask(operations.me, { token })));
          queries.push(await timed(() => one.ask(operations.me, { token: provider.mint() })));
        }
        expect([...logins, ...queries].map(([status]) => status)).toEqual(Array(9).fill(200));
        const slowest = (answers: readonly Timed[]) => Math.max(...answers.map(([, milliseconds]) => milliseconds));
        console.info(`login ${slowest(logins).toFixed(0)} ms, guarded query ${slowest(queries).toFixed(0)} ms at most`);
        expect(slowest(logins)).toBeLessThan(2_000);
        expect(slowest(queries)).toBeLessThan(400);

        for (const api of [one, other]) {
          expect(await countByStatus(Array.from({ length: 20 }, () => guess(api)))).toEqual({
            401: perAccount,
            429: 16,
          });
        }
        for (const api of [one, other]) {
          const reasons = [...api.logged().matchAll(lost)].map(([, words]) => words);
          expect(reasons).toEqual([expect.stringMatching(reason)]);
        }

        await end(redis);
        for (const api of [one, other]) {
          await until(async () => (await logIn(api, bob)).status === 200 && count(api, found) === 1, 20_000);
        }
        const asked = Array.from({ length: 20 }, (_, i) => guess(i % 2 === 0 ? one : other, "carol"));
        expect(await countByStatus(asked)).toEqual({ 401: perAccount, 429: 20 - perAccount });
        expect([count(one, lost), count(other, lost)]).toEqual([1, 1]);
      } finally {
        await close();
      }
    },
  );
});
