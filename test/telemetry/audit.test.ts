import { createHash, createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { sendLogoutToken } from "../support/send-logout-token.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";
import { linesOf } from "./read-lines.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await until(async () => (await api.send("/readyz")).status === 200);
});
afterAll(() => api.close());

const audit = (run: () => Promise<unknown>, count = 1) => linesOf(api, "Audit", run, count);
const logIn = async (variables: object = alice) => (await api.ask(operations.login, { variables })).body;
const account = (name: string) =>
  createHmac("sha256", api.provider.clientSecret).update(name).digest("hex").slice(0, 16);
const hash = (subject: unknown) => createHash("sha256").update(String(subject)).digest("hex").slice(0, 16);
const readSubject = (token: string) =>
  hash(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sub);

/** What every line of the audit has. */
const fields = { level: 30, subject: null, account: null, address: null, msg: "Audit" };

describe("S08 the audit", () => {
  it("has a login, by the hash of the account and of the subject", async () => {
    let token = "";
    const lines = await audit(async () => {
      token = (await logIn()).data.login.accessToken;
    });
    const expected = { event: "login", outcome: "ok", code: "OK", account: account("alice"), address: "127.0.0.1" };
    expect(lines).toEqual([expect.objectContaining({ ...fields, ...expected, subject: readSubject(token) })]);
  });

  it.each([
    ["a wrong password", { username: " Alice", password: "wrong" }, "alice", "INVALID_CREDENTIALS"],
    ["nobody of that name", { username: "mallory", password: "wrong" }, "mallory", "INVALID_CREDENTIALS"],
    ["a password that is too long", { username: "alice", password: "x".repeat(2_000) }, "alice", "BAD_REQUEST"],
  ])("has a login that fails, by one hash for every spelling: %s", async (_name, variables, name, code) => {
    const lines = await audit(() => logIn(variables));
    const expected = { event: "login", outcome: "failed", code, account: account(name), address: "127.0.0.1" };
    expect(lines).toEqual([expect.objectContaining({ ...fields, ...expected })]);
  });

  it("has a login that the provider could not answer", async () => {
    api.provider.fault("token", { status: 500 });
    const lines = await audit(() => logIn());
    api.provider.fault("token", null);
    expect(lines).toEqual([
      expect.objectContaining({ event: "login", outcome: "failed", code: "PROVIDER_UNAVAILABLE" }),
    ]);
  });

  it("has a refresh, one that fails, and a logout", async () => {
    const { accessToken, refreshToken } = (await logIn()).data.login;
    const variables = { refreshToken };
    const subject = readSubject(accessToken);
    const refreshed = await audit(() => api.ask(operations.refresh, { variables }));
    expect(refreshed).toEqual([
      expect.objectContaining({
        ...fields,
        event: "refresh",
        outcome: "ok",
        code: "OK",
        subject,
        address: "127.0.0.1",
      }),
    ]);
    const failed = await audit(() => api.ask(operations.refresh, { variables: { refreshToken: "used" } }));
    expect(failed).toEqual([
      expect.objectContaining({ event: "refresh", outcome: "failed", code: "INVALID_GRANT", subject: null }),
    ]);
    const ended = await audit(() => api.ask(operations.logout, { variables, token: accessToken }));
    expect(ended).toEqual([
      expect.objectContaining({ ...fields, event: "logout", outcome: "ok", subject, address: "127.0.0.1" }),
    ]);
  });

  it("has a denial, with the coordinates denied", async () => {
    const lines = await audit(() => api.ask("query Mine { me { id } }"));
    const expected = { event: "denied", outcome: "failed", code: "UNAUTHENTICATED", coordinates: ["Query.me"] };
    expect(lines).toEqual([expect.objectContaining({ ...fields, ...expected, operation: "Mine" })]);
  });

  it("has a bad token", async () => {
    const lines = await audit(() => api.ask("{ me { id } }", { token: api.provider.mint({ exp: 1 }) }));
    expect(lines).toEqual([expect.objectContaining({ event: "denied", code: "TOKEN_EXPIRED", coordinates: [] })]);
  });

  it("has a session that its provider ends, and a logout token that is refused", async () => {
    const sub = "somebody";
    const lines = await audit(() => sendLogoutToken(api, api.provider.mintLogoutToken({ sub })));
    expect(lines).toEqual([
      expect.objectContaining({
        ...fields,
        event: "session-ended",
        outcome: "ok",
        code: "OK",
        subject: hash(sub),
        reason: null,
      }),
    ]);
    const refused = await audit(() => sendLogoutToken(api, api.provider.mint()));
    const expected = { event: "session-ended", outcome: "failed", code: "LOGOUT_TOKEN_REFUSED", subject: null };
    expect(refused).toEqual([expect.objectContaining({ ...expected, reason: expect.any(String) })]);
  });

  it("has keys that change", async () => {
    const lines = await audit(async () => {
      await api.provider.rotateKeys();
      await api.ask(operations.me, { token: api.provider.mint() });
    });
    const { issuer, kid } = api.provider;
    expect(lines).toEqual([
      expect.objectContaining({
        ...fields,
        event: "keys-changed",
        outcome: "ok",
        issuer,
        kids: expect.arrayContaining([kid]),
      }),
    ]);
  });
});
