import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { operations } from "../support/operations.js";
import { sendLogoutToken } from "../support/send-logout-token.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";
import { type Redis, startRedis } from "./start-redis.js";

const connected = /Redis is connected/g;
const lost = /Redis cannot be used/g;

let redis: Redis;
let one: Api;
let other: Api;
const started: Api[] = [];

/** An instance of the same API: the same provider, the same Redis. */
async function startInstance(redisUrl = redis.url): Promise<Api> {
  const { issuer, clientId, clientSecret } = one.provider;
  const api = await startApi({ redisUrl, provider: { issuer, clientId, clientSecret, discoveryUrl: undefined } });
  started.push(api);
  return api;
}

const isReady = async (api: Api) => (await api.send("/readyz")).status === 200;
const status = async (api: Api, token: string) => (await api.ask(operations.me, { token })).status;
const count = (api: Api, line: RegExp) => api.logged().match(line)?.length ?? 0;
/** Ends a session at one instance, as the provider does. */
async function end(api: Api, sid: string): Promise<void> {
  expect((await sendLogoutToken(api, one.provider.mintLogoutToken({ sid }))).status).toBe(200);
}

async function timed(request: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await request();
  return performance.now() - begin;
}

beforeEach(async () => {
  redis = await startRedis();
  one = await startApi({ redisUrl: redis.url });
  started.splice(0, started.length, one);
  other = await startInstance();
  await until(async () => (await isReady(one)) && (await isReady(other)));
});

afterEach(async () => {
  for (const api of started) {
    expect(api.logged()).not.toContain(redis.password);
    expect(api.logged()).not.toContain("eyJ");
    await api.close();
  }
  await redis.stop();
});

describe("a session that ends", () => {
  it("on one instance is refused on another within a second", async () => {
    const sid = randomUUID();
    const token = one.provider.mint({ sid });
    expect([await status(one, token), await status(other, token)]).toEqual([200, 200]);
    await end(one, sid);
    const begin = performance.now();
    await until(async () => (await status(other, token)) === 401);
    const milliseconds = performance.now() - begin;
    console.info(`refused on the other instance after ${milliseconds.toFixed(0)} ms`);
    expect(milliseconds).toBeLessThan(1_000);
    const { body } = await other.ask(operations.me, { token });
    expect(body.errors[0].message).toBe("Token has been revoked");
    expect(await status(other, one.provider.mint())).toBe(200);
  });

  it("for all of a subject is refused on another, up to that moment", async () => {
    const sub = randomUUID();
    const iat = Math.floor(Date.now() / 1000);
    const token = one.provider.mint({ sub, iat: iat - 10 });
    await sendLogoutToken(one, one.provider.mintLogoutToken({ sub, iat: iat - 5 }));
    await until(async () => (await status(other, token)) === 401);
    expect(await status(other, one.provider.mint({ sub, iat }))).toBe(200);
  });

  it("by the mutation is refused on another", async () => {
    const token = one.provider.mint({ sid: randomUUID() });
    await one.ask(operations.logout, { variables: { refreshToken: "unknown" }, token });
    await until(async () => (await status(other, token)) === 401);
  });

  it("is refused by an instance that starts later", async () => {
    const sid = randomUUID();
    await end(one, sid);
    await until(async () => (await status(other, one.provider.mint({ sid }))) === 401);
    const later = await startInstance();
    await until(() => isReady(later));
    expect(await status(later, one.provider.mint({ sid }))).toBe(401);
    expect(await status(later, one.provider.mint())).toBe(200);
  });

  it("by a logout token is not ended by the same one again on another", async () => {
    const sid = randomUUID();
    const logoutToken = one.provider.mintLogoutToken({ sid });
    await sendLogoutToken(one, logoutToken);
    await until(async () => (await status(other, one.provider.mint({ sid }))) === 401);
    expect((await sendLogoutToken(other, logoutToken)).status).toBe(400);
  });
});

describe("a Redis that dies", () => {
  it("leaves the API serving, ends sessions where they end, and is told of them when it is back", async () => {
    const [before, during] = [randomUUID(), randomUUID()];
    await end(one, before);
    await until(async () => (await status(other, one.provider.mint({ sid: before }))) === 401);
    await redis.kill();
    await until(() => count(one, lost) === 1 && count(other, lost) === 1);

    await end(one, during);
    expect(await status(one, one.provider.mint({ sid: during }))).toBe(401);
    expect(await status(one, one.provider.mint({ sid: before }))).toBe(401);
    expect(await status(other, one.provider.mint({ sid: before }))).toBe(401);
    expect(await status(other, one.provider.mint())).toBe(200);
    expect([await isReady(one), await isReady(other)]).toEqual([true, true]);

    await redis.restart();
    await until(async () => (await status(other, one.provider.mint({ sid: during }))) === 401);
    await until(() => count(one, connected) === 2 && count(other, connected) === 2);
    expect([count(one, lost), count(other, lost)]).toEqual([1, 1]);

    // Redis had lost everything: the instances have given it back.
    const later = await startInstance();
    await until(() => isReady(later));
    for (const sid of [before, during]) expect(await status(later, one.provider.mint({ sid }))).toBe(401);
  });

  it("is one line in the log, however long it lasts", async () => {
    await redis.kill();
    await until(() => count(one, lost) === 1);
    const attempts = performance.now() + 3_500;
    await until(() => performance.now() > attempts);
    expect(count(one, lost)).toBe(1);
  });
});

describe("a Redis that takes no writes", () => {
  it.each([
    ["full", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"],
    ["read-only", "REPLICAOF 127.0.0.1 9", "REPLICAOF NO ONE"],
  ])(
    "for it is %s: a session ends where it ends, and on the others when it takes them again",
    async (_, begin, mend) => {
      const sid = randomUUID();
      await redis.ask(begin);
      await end(one, sid);
      expect(await status(one, one.provider.mint({ sid }))).toBe(401);
      await until(() => count(one, lost) === 1);
      expect(await status(other, one.provider.mint({ sid }))).toBe(200);
      expect([await isReady(one), await isReady(other)]).toEqual([true, true]);

      await redis.ask(mend);
      await until(async () => (await status(other, one.provider.mint({ sid }))) === 401);
      expect(count(one, lost)).toBe(1);
    },
  );
});

describe("a Redis that hangs", () => {
  it("holds up no request, and is given up and then followed again", async () => {
    const [sid, late] = [randomUUID(), randomUUID()];
    redis.suspend();
    const durations = [
      await timed(() => end(one, sid)),
      await timed(async () => expect(await status(one, one.provider.mint({ sid }))).toBe(401)),
      await timed(async () => expect(await status(other, one.provider.mint())).toBe(200)),
      await timed(() => one.ask(operations.logout, { variables: { refreshToken: "x" }, token: one.provider.mint() })),
    ];
    console.info(`answered in ${durations.map((milliseconds) => milliseconds.toFixed(0)).join(", ")} ms`);
    expect(Math.max(...durations)).toBeLessThan(1_000);

    await until(() => count(one, lost) === 1 && count(other, lost) === 1);
    await end(one, late);
    expect(await status(one, one.provider.mint({ sid: late }))).toBe(401);
    redis.resume();
    for (const ended of [sid, late]) {
      await until(async () => (await status(other, one.provider.mint({ sid: ended }))) === 401);
    }
  });
});

describe("a Redis that is not there", () => {
  it("at the start keeps the API from being ready, and from accepting what may have ended, until it comes", async () => {
    const sid = randomUUID();
    await end(one, sid);
    await redis.kill();
    const late = await startInstance();
    const token = one.provider.mint();
    await until(() => count(late, lost) === 1);
    const { status: refused, body } = await late.ask(operations.me, { token });
    expect([refused, body.errors[0].extensions.code]).toEqual([503, "PROVIDER_UNAVAILABLE"]);
    expect(await isReady(late)).toBe(false);
    expect((await late.send("/livez")).status).toBe(200);
    expect((await late.ask("{ __typename }")).status).toBe(200);

    await redis.restart();
    await until(() => isReady(late));
    await until(async () => (await status(late, one.provider.mint({ sid }))) === 401);
    expect(await status(late, token)).toBe(200);
  });

  it("for the password given is named in the log, and no password with it", async () => {
    const late = await startInstance(redis.url.replace(redis.password, "another-password"));
    await until(() => count(late, lost) === 1);
    expect(late.logged()).toContain("WRONGPASS");
    expect(late.logged()).not.toContain("another-password");
    expect(await isReady(late)).toBe(false);
  });
});
