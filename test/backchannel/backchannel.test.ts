import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { operations } from "../support/operations.js";
import { sendLogoutToken } from "../support/send-logout-token.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";
import { refused } from "./refused.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const now = () => Math.floor(Date.now() / 1000);
const askMe = (token: string) => api.ask(operations.me, { token });

/** An access token that the API has accepted, and so remembers. */
async function open(claims: Readonly<Record<string, unknown>>): Promise<string> {
  const token = api.provider.mint(claims);
  expect((await askMe(token)).status).toBe(200);
  return token;
}

async function expectRevoked(token: string): Promise<void> {
  const { status, headers, body } = await askMe(token);
  expect([status, body.errors[0].extensions.code, body.errors[0].message]).toEqual([
    401,
    "TOKEN_REJECTED",
    "Token has been revoked",
  ]);
  expect(headers.get("www-authenticate")).toBe(
    'Bearer realm="latchkey", error="invalid_token", error_description="Token has been revoked"',
  );
}

describe("back-channel logout by sid", () => {
  it("T014 ends the tokens of that session at once, remembered ones too", async () => {
    const sid = randomUUID();
    const remembered = await open({ sid });
    const { status, headers, text } = await sendLogoutToken(api, api.provider.mintLogoutToken({ sid }));
    expect([status, headers.get("cache-control"), text]).toEqual([200, "no-store", ""]);
    await expectRevoked(remembered);
    await expectRevoked(api.provider.mint({ sid }));
  });

  it("T014 leaves the other sessions of that user alone", async () => {
    const sid = randomUUID();
    const other = await open({ sid: randomUUID() });
    await sendLogoutToken(api, api.provider.mintLogoutToken({ sid }));
    expect((await askMe(other)).status).toBe(200);
    expect((await askMe(api.provider.mint())).status).toBe(200);
  });

  it("T015 answers 200 for a session that nobody has heard of", async () => {
    const { status, text } = await sendLogoutToken(api, api.provider.mintLogoutToken({ sid: "unknown" }));
    expect([status, text]).toEqual([200, ""]);
  });

  it.each([
    ["no media type", { header: { typ: undefined } }],
    ["the media type JWT", { header: { typ: "JWT" } }],
    ["the media type logout+jwt", { header: { typ: "logout+jwt" } }],
  ])("takes a logout token with %s", async (_, overrides) => {
    const sid = randomUUID();
    expect((await sendLogoutToken(api, api.provider.mintLogoutToken({ sid }, overrides))).status).toBe(200);
    await expectRevoked(api.provider.mint({ sid }));
  });

  it.each([
    ["no typ claim", { typ: undefined }],
    ["several audiences", { aud: ["another-client", "local-api"] }],
    [
      "a second event",
      { events: { "http://schemas.openid.net/event/backchannel-logout": {}, revoke_offline_access: true } },
    ],
    ["an iat of a minute ago", { iat: now() - 60 }],
  ])("takes a logout token with %s", async (_, claims) => {
    const sid = randomUUID();
    expect((await sendLogoutToken(api, api.provider.mintLogoutToken({ sid, ...claims }))).status).toBe(200);
    await expectRevoked(api.provider.mint({ sid }));
  });

  it("ignores other values in the form", async () => {
    const sid = randomUUID();
    const body = new URLSearchParams({ state: "x", logout_token: api.provider.mintLogoutToken({ sid }) });
    expect((await api.send("/oidc/backchannel-logout", { method: "POST", body })).status).toBe(200);
    await expectRevoked(api.provider.mint({ sid }));
  });
});

describe("back-channel logout by sub", () => {
  it("T014 ends every session of the user, and no one else's; a new login works", async () => {
    const [sub, sub2] = [randomUUID(), randomUUID()];
    const sessions = [await open({ sub, sid: randomUUID() }), await open({ sub, sid: undefined })];
    const other = await open({ sub: sub2 });
    const second = now() + 1;
    const { status } = await sendLogoutToken(api, api.provider.mintLogoutToken({ sub }));
    expect(status).toBe(200);
    for (const token of sessions) await expectRevoked(token);
    expect((await askMe(other)).status).toBe(200);

    await until(() => now() > second);
    expect((await askMe(api.provider.mint({ sub }))).status).toBe(200);
  });

  it("T014 reaches no token that was issued after it", async () => {
    const sub = randomUUID();
    await sendLogoutToken(api, api.provider.mintLogoutToken({ sub, iat: now() - 60 }));
    expect((await askMe(api.provider.mint({ sub }))).status).toBe(200);
    await expectRevoked(api.provider.mint({ sub, iat: now() - 90 }));
  });

  it("is not weakened by an earlier one that arrives later", async () => {
    const sub = randomUUID();
    await sendLogoutToken(api, api.provider.mintLogoutToken({ sub }));
    await sendLogoutToken(api, api.provider.mintLogoutToken({ sub, iat: now() - 60 }));
    await expectRevoked(api.provider.mint({ sub, iat: now() - 30 }));
  });
});

describe("back-channel logout refuses", () => {
  it.each(Object.entries(refused))("T015 %s, and ends nothing", async (_, { status, request }) => {
    const sid = randomUUID();
    const token = await open({ sid });
    const answer = await api.send("/oidc/backchannel-logout", request(api.provider, sid));
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: "invalid_request", error_description: expect.any(String) });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await askMe(token)).status).toBe(200);
  });

  it("T015 a logout token in the address", async () => {
    const sid = randomUUID();
    const query = new URLSearchParams({ logout_token: api.provider.mintLogoutToken({ sid }) });
    const { status } = await api.send(`/oidc/backchannel-logout?${query}`, {
      method: "POST",
      body: new URLSearchParams(),
    });
    expect(status).toBe(400);
    expect((await askMe(api.provider.mint({ sid }))).status).toBe(200);
  });

  it("T015 a logout token that was used", async () => {
    const logoutToken = api.provider.mintLogoutToken({ sid: randomUUID() });
    expect((await sendLogoutToken(api, logoutToken)).status).toBe(200);
    const { status, body } = await sendLogoutToken(api, logoutToken);
    expect([status, body.error]).toEqual([400, "invalid_request"]);
  });

  it.each(["GET", "PUT", "DELETE"])("T015 %s", async (method) => {
    const { status, headers, body } = await api.send("/oidc/backchannel-logout", { method });
    expect([status, headers.get("allow"), body.errors[0].extensions.code]).toEqual([405, "POST", "METHOD_NOT_ALLOWED"]);
  });

  it("says so in the log once a minute, and keeps tokens out of it", () => {
    expect(api.logged().match(/logout token refused/g)).toHaveLength(1);
    expect(api.logged()).not.toContain("eyJ");
  });
});

describe("back-channel logout", () => {
  it("is 503 while there are no keys", async () => {
    const late = await startApi({}, {}, (provider) => provider.stop());
    try {
      const logoutToken = late.provider.mintLogoutToken({ sid: randomUUID() });
      const { status, headers, body } = await sendLogoutToken(late, logoutToken);
      expect([status, body.error]).toEqual([503, "temporarily_unavailable"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);

      await late.provider.restart();
      await until(async () => (await late.send("/readyz")).status === 200);
      expect((await sendLogoutToken(late, logoutToken)).status).toBe(200);
    } finally {
      await late.close();
    }
  });

  it("T015 is closed for a minute to an address that was refused 600 times", async () => {
    const busy = await startApi();
    try {
      expect((await sendLogoutToken(busy, busy.provider.mintLogoutToken({ sid: "first" }))).status).toBe(200);
      const answers = await Promise.all(Array.from({ length: 600 }, () => sendLogoutToken(busy, "x")));
      expect(answers.every(({ status }) => status === 400)).toBe(true);
      const { status, headers } = await sendLogoutToken(busy, busy.provider.mintLogoutToken({ sid: "second" }));
      expect(status).toBe(429);
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    } finally {
      await busy.close();
    }
  });
});
