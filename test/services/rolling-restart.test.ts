import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { findFreePort } from "../support/find-free-port.js";
import { alice, bob, operations } from "../support/operations.js";
import { type Program, startMain } from "../support/start-main.js";
import { until } from "../support/until.js";
import { createCertificates } from "./create-certificates.js";
import { type Sending, type Sent, sendTo } from "./send-to.js";
import { type Nginx, startNginx } from "./start-nginx.js";
import { type Redis, startRedis } from "./start-redis.js";

const failures = 20;
/** So many at once that each instance has some of them. */
const asked = 12;

let provider: TestProvider;
let redis: Redis;
let nginx: Nginx;
let ports: number[];
let instances: Program[];

async function startInstance(port: number): Promise<Program> {
  const { issuer, clientId, clientSecret } = provider;
  const program = await startMain({
    RUNTIME_ENV: "prod",
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    HOST: "127.0.0.1",
    PORT: String(port),
    REDIS_URL: redis.url,
    TRUSTED_PROXIES: "127.0.0.1",
    LOGIN_ATTEMPTS_PER_ACCOUNT: String(failures),
    // A machine that is busy with other things is not what this is about.
    MAX_EVENT_LOOP_DELAY: "5000",
    LOG_LEVEL: "warn",
  });
  await until(async () => (await fetch(new URL("/readyz", program.url))).status === 200);
  return program;
}

const ask = (query: string, sending?: Sending) => sendTo(nginx.url, query, sending);

const askAll = (query: string, sending?: Sending) =>
  Promise.all(Array.from({ length: asked }, () => ask(query, sending)));
const toStatuses = (answers: readonly Sent[]) => [...new Set(answers.map(({ status }) => status))];

beforeAll(async () => {
  provider = await startTestProvider();
  redis = await startRedis();
  ports = [await findFreePort(), await findFreePort(), await findFreePort()];
  instances = await Promise.all(ports.map(startInstance));
  nginx = await startNginx(ports);
});

afterAll(async () => {
  await nginx.stop();
  for (const program of instances) await program.end("SIGKILL");
  await redis.stop();
  await provider.stop();
});

describe("three instances behind nginx", () => {
  it("are restarted one after another under load, and no request is lost", async () => {
    const begun = performance.now();
    const transcript: string[] = [];
    const note = (words: string) =>
      transcript.push(`${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${words}`);
    const known = provider.mint({ exp: Math.floor(Date.now() / 1000) + 3_600 });
    const answers: Promise<Sent>[] = [];
    let isOver = false;

    /** A hundred requests a second, whether those before are answered or not. */
    async function load(): Promise<void> {
      for (let n = 0; !isOver; n++) {
        const kind = n % 20;
        if (kind === 0) answers.push(ask(operations.login, { variables: bob }));
        else answers.push(ask(operations.me, { token: kind < 5 ? provider.mint() : known }));
        await setTimeout(begun + n * 10 - performance.now());
      }
    }

    const loading = load();
    for (const [index, port] of ports.entries()) {
      await setTimeout(500);
      const ending = instances[index]?.end("SIGTERM");
      note(`instance ${index + 1}: SIGTERM`);
      expect(await ending).toBe(0);
      note(`instance ${index + 1}: ended with status 0`);
      instances[index] = await startInstance(port);
      note(`instance ${index + 1}: ready again`);
    }
    await setTimeout(500);
    isOver = true;
    await loading;

    const all = await Promise.all(answers);
    const lost = all.filter(({ status, text }) => status !== 200 || !text.startsWith('{"data":'));
    note(`asked ${all.length}, answered ${all.length - lost.length}, lost ${lost.length}`);
    console.info(transcript.join("\n"));
    expect({ lost, log: lost.length === 0 ? "" : await nginx.logged() }).toEqual({ lost: [], log: "" });
  });

  it("refuse a session that ended on one of them", async () => {
    const sid = randomUUID();
    const token = provider.mint({ sid });
    expect(toStatuses(await askAll(operations.me, { token }))).toEqual([200]);
    const [, second] = instances;
    const { status } = await fetch(new URL("/oidc/backchannel-logout", second?.url), {
      method: "POST",
      body: new URLSearchParams({ logout_token: provider.mintLogoutToken({ sid }) }),
    });
    expect(status).toBe(200);
    await until(async () => toStatuses(await askAll(operations.me, { token })).join() === "401");
    expect(toStatuses(await askAll(operations.me, { token: provider.mint() }))).toEqual([200]);
  });

  it("limit logins together, by the address that nginx saw and not by one that a client claims", async () => {
    const guess = (n: number) =>
      ask(operations.login, {
        variables: { ...alice, password: "a-wrong-password" },
        headers: { "x-forwarded-for": `192.0.2.${n}`, forwarded: `for=192.0.2.${n}` },
      });
    const statuses = await Promise.all(Array.from({ length: 2 * failures }, async (_, n) => (await guess(n)).status));
    expect(statuses.toSorted()).toEqual([...Array(failures).fill(401), ...Array(failures).fill(429)]);
    expect((await ask(operations.login, { variables: alice })).status).toBe(429);
    expect((await ask(operations.login, { variables: alice, from: "127.0.0.2" })).status).toBe(200);
  });

  it("are never sent a login a second time, for one that died over it may have made it", async () => {
    provider.fault("token", { delay: 1_500 });
    const before = provider.requests.token;
    const answers = askAll(operations.login, { variables: bob });
    await until(() => provider.requests.token === before + asked);
    await instances[0]?.end("SIGKILL");
    expect(toStatuses(await answers).toSorted()).toEqual([200, 502]);
    expect(provider.requests.token).toBe(before + asked);
    provider.fault("token", null);
    instances[0] = await startInstance(ports[0] ?? 0);
  });

  it("are served over TLS as the docs have it", async () => {
    const certificates = await createCertificates();
    const secured = await startNginx(ports, certificates.good);
    try {
      const ca = await readFile(certificates.authority);
      expect((await sendTo(secured.url, operations.me, { token: provider.mint(), ca })).status).toBe(200);
      expect(await secured.logged()).toBe("");
    } finally {
      await secured.stop();
      await certificates.remove();
    }
  });

  it("are not reached but for /graphql, and what nginx answers itself is JSON", async () => {
    const statuses: Record<string, number> = {};
    for (const path of ["/", "/livez", "/readyz", "/metrics", "/oidc/backchannel-logout", "/graphql/"]) {
      const response = await fetch(new URL(path, nginx.url));
      statuses[path] = response.status;
      expect((await response.json()).errors[0].extensions.code).toBe("NOT_FOUND");
    }
    expect([...new Set(Object.values(statuses))]).toEqual([404]);
    const long = await ask(`#${"a".repeat(600_000)}`);
    expect([long.status, JSON.parse(long.text).errors[0].extensions.code]).toEqual([413, "BAD_REQUEST"]);
    const longest = await ask(operations.me, { token: "a".repeat(8_192) });
    expect([longest.status, JSON.parse(longest.text).errors[0].extensions.code]).toEqual([401, "TOKEN_MALFORMED"]);

    for (const program of instances) await program.end("SIGKILL");
    const gone = await ask(operations.me, { token: provider.mint() });
    expect([gone.status, JSON.parse(gone.text).errors[0].extensions.code]).toEqual([502, "SERVICE_UNAVAILABLE"]);
  });
});
