import { afterEach, describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";
import { toMedian } from "../support/to-median.js";
import { until } from "../support/until.js";

let api: Api;
afterEach(() => api.close());

const wrong = { username: "alice", password: "wrong" };

async function countByStatus(asked: readonly Promise<{ status: number }>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(asked)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const logIn = (variables: object, headers: Record<string, string> = {}) =>
  api.ask(operations.login, { variables, headers });

describe("attempts to log in", () => {
  it("to one account are 429 past ten wrong ones, also two hundred at once, and with the right password", async () => {
    api = await startApi();
    const counts = await countByStatus(Array.from({ length: 200 }, () => logIn(wrong)));
    expect(counts).toEqual({ 401: 10, 429: 190 });
    expect(api.provider.requests.token).toBe(10);
    const { status, headers, body } = await logIn(alice);
    expect([status, body.errors[0].extensions.code]).toEqual([429, "RATE_LIMITED"]);
    expect(body.errors[0].message).toContain(`${headers.get("retry-after")} s`);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("to one account in other letters are attempts to the same", async () => {
    api = await startApi({ loginAttempts: { perAccount: 2, perAddress: 60 } });
    for (const username of ["alice", "ALICE"]) expect((await logIn({ ...wrong, username })).status).toBe(401);
    expect((await logIn({ ...wrong, username: "Alice" })).status).toBe(429);
  });

  it("to many accounts from one address are 429 past the limit of the address", async () => {
    api = await startApi();
    const names = Array.from({ length: 200 }, (_, i) => ({ username: `user-${i}`, password: "Winter2026" }));
    expect(await countByStatus(names.map((user) => logIn(user)))).toEqual({ 401: 60, 429: 140 });
    expect(api.provider.requests.token).toBe(60);
  });

  it("that succeed do not count", async () => {
    api = await startApi();
    for (let i = 0; i < 100; i++) expect((await logIn(alice)).status).toBe(200);
  });

  it("that fail because the provider does not answer do not count", async () => {
    api = await startApi({ loginAttempts: { perAccount: 2, perAddress: 2 } });
    api.provider.fault("token", { status: 500, body: "" });
    for (let i = 0; i < 5; i++) expect((await logIn(alice)).status).toBe(503);
    api.provider.fault("token", null);
    expect((await logIn(alice)).status).toBe(200);
  });

  it("from another address are not held up: nobody locks an account for its owner", async () => {
    api = await startApi({ loginAttempts: { perAccount: 1, perAddress: 60 }, trustedProxies: ["127.0.0.1"] });
    const from = (address: string) => ({ "x-forwarded-for": address });
    expect((await logIn(wrong, from("192.0.2.1"))).status).toBe(401);
    expect((await logIn(alice, from("192.0.2.1"))).status).toBe(429);
    expect((await logIn(alice, from("192.0.2.2"))).status).toBe(200);
  });

  it("from one IPv6 network are attempts from one address", async () => {
    api = await startApi({ loginAttempts: { perAccount: 10, perAddress: 2 }, trustedProxies: ["127.0.0.1"] });
    const statuses = [];
    for (const host of ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:0DB8:0001:0002:3:4:5:6", "2001:db8:1:3::1"]) {
      statuses.push((await logIn(wrong, { "x-forwarded-for": host })).status);
    }
    expect(statuses).toEqual([401, 401, 429, 401]);
  });

  it("take their address from nobody who is not trusted", async () => {
    api = await startApi({ loginAttempts: { perAccount: 1, perAddress: 60 } });
    expect((await logIn(wrong, { "x-forwarded-for": "192.0.2.1" })).status).toBe(401);
    expect((await logIn(wrong, { "x-forwarded-for": "192.0.2.2" })).status).toBe(429);
  });
});

describe("hanging up", () => {
  it("does not take an attempt back", async () => {
    api = await startApi({ loginAttempts: { perAccount: 3, perAddress: 60 } });
    api.provider.fault("token", { end: "hang" });
    for (let i = 1; i <= 3; i++) {
      const caller = new AbortController();
      const asked = api
        .send("/graphql", {
          method: "POST",
          signal: caller.signal,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: operations.login, variables: wrong }),
        })
        .catch(() => null);
      await until(() => api.provider.requests.token === i);
      caller.abort();
      await asked;
    }
    api.provider.fault("token", null);
    expect((await logIn(alice)).status).toBe(429);
    expect(api.provider.requests.token).toBe(3);
    expect(api.logged()).not.toContain("did not answer as expected");
  });
});

describe("one operation", () => {
  const field = (i: number) => `a${i}: login(username: "alice", password: "wrong-${i}") { tokenType }`;
  const fields = (count: number) => Array.from({ length: count }, (_, i) => field(i)).join(" ");

  it.each([
    ["fifteen aliases", `mutation { ${fields(15)} }`],
    ["two aliases", `mutation { ${fields(2)} }`],
    [
      "aliases in fragments",
      `mutation { ...A ...B } fragment A on Mutation { ${field(1)} } fragment B on Mutation { ${field(2)} }`,
    ],
    ["a fragment called __schema", `mutation { ...__schema } fragment __schema on Mutation { ${fields(2)} }`],
    ["inline fragments", `mutation { ... { ${field(1)} } ... on Mutation { ${field(2)} } }`],
    [
      "skipped ones",
      `mutation { a: login(username: "alice", password: "x") @skip(if: true) { tokenType } ${field(2)} }`,
    ],
    [
      "fifteen logouts",
      `mutation { ${Array.from({ length: 15 }, (_, i) => `a${i}: logout(refreshToken: "x")`).join(" ")} }`,
    ],
    [
      "refreshing twice",
      'mutation { a: refresh(refreshToken: "x") { tokenType } b: refresh(refreshToken: "y") { tokenType } }',
    ],
    ["another mutation beside it", `mutation { ${field(1)} logout(refreshToken: "x") }`],
  ])("that logs in by %s is refused before the provider is asked", async (_name, query) => {
    api = await startApi();
    const { status, body } = await api.ask(query);
    expect([status, body.errors[0].extensions.code, body.data]).toEqual([400, "TOO_MANY_LOGINS", undefined]);
    expect(api.provider.requests.token).toBe(0);
  });

  it("is the one that is named: another in the same document does not count", async () => {
    api = await startApi();
    const query = `mutation A { ${field(1)} __typename } mutation B { ${field(2)} }`;
    const { status } = await api.send("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, operationName: "A" }),
    });
    expect([status, api.provider.requests.token]).toEqual([401, 1]);
  });
});

describe("five hundred logins at once while the provider hangs", () => {
  it("have twenty in flight and a hundred waiting; the others are answered at once, and so is everybody else", async () => {
    api = await startApi({ loginAttempts: { perAccount: 500, perAddress: 500 } });
    const token = api.provider.mint();
    await api.ask(operations.me, { token });
    api.provider.fault("token", { end: "hang" });
    const answered: number[] = [];
    const asked = Array.from({ length: 500 }, async () => {
      const { status } = await logIn(alice);
      answered.push(status);
      return { status };
    });
    await until(() => answered.length >= 380, 20_000);
    expect(answered.length).toBe(380);
    expect(api.provider.requests.token).toBe(20);
    expect((await api.ask(operations.me, { token })).status).toBe(200);
    expect(await countByStatus(asked)).toEqual({ 503: 500 });
  }, 60_000);

  it("end with their callers: whoever hangs up frees the place", async () => {
    api = await startApi({ loginAttempts: { perAccount: 500, perAddress: 500 } });
    api.provider.fault("token", { end: "hang" });
    const callers = Array.from({ length: 20 }, () => new AbortController());
    const asked = callers.map(({ signal }) =>
      api
        .send("/graphql", {
          method: "POST",
          signal,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: operations.login, variables: alice }),
        })
        .catch(() => null),
    );
    await until(() => api.provider.requests.token === 20);
    api.provider.fault("token", null);
    const waiting = logIn(alice);
    for (const caller of callers) caller.abort();
    await Promise.all(asked);
    const started = performance.now();
    expect((await waiting).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("a refused login", () => {
  it("takes about the same time for an unknown and a known account", async () => {
    api = await startApi({ loginAttempts: { perAccount: 100, perAddress: 1_000 } });
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 15; i++) {
      for (const kind of ["known", "unknown"] as const) {
        // What hashing a password costs a provider: it does so for accounts that exist.
        api.provider.fault("token", { delay: kind === "known" ? 80 : 1 });
        const started = performance.now();
        expect((await logIn({ username: kind === "known" ? "alice" : "nobody", password: "wrong" })).status).toBe(401);
        times[kind].push(performance.now() - started);
      }
    }
    const [known, unknown] = [toMedian(times.known), toMedian(times.unknown)];
    expect(Math.abs(known - unknown)).toBeLessThan(Math.max(5, 0.1 * known));
  });
});
