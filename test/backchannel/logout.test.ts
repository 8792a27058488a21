import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const logIn = async () => (await api.ask(operations.login, { variables: alice })).body.data.login;
const logOut = (token: string, refreshToken = "unknown") =>
  api.ask(operations.logout, { variables: { refreshToken }, token });
const askMe = async (token: string) => {
  const { status, body } = await api.ask(operations.me, { token });
  return [status, body.errors?.[0].message];
};

describe("logout", () => {
  it("ends the access tokens of the session at once, and of no other session of that user", async () => {
    const [session, other] = [await logIn(), await logIn()];
    expect(await askMe(session.accessToken)).toEqual([200, undefined]);
    expect((await logOut(session.accessToken, session.refreshToken)).body.data).toEqual({ logout: true });
    expect(await askMe(session.accessToken)).toEqual([401, "Token has been revoked"]);
    expect(await askMe(other.accessToken)).toEqual([200, undefined]);
  });

  it.each([
    ["sid", { sid: randomUUID() }, {}],
    ["jti, without a sid", { sid: undefined, jti: randomUUID() }, { jti: randomUUID() }],
    ["sub, with neither", { sid: undefined, jti: undefined, sub: randomUUID() }, { sub: randomUUID() }],
  ])("ends what the access token names by %s", async (_, claims, differently) => {
    const token = api.provider.mint(claims);
    const other = api.provider.mint({ ...claims, sid: undefined, ...differently });
    await logOut(token);
    expect(await askMe(token)).toEqual([401, "Token has been revoked"]);
    expect(await askMe(other)).toEqual([200, undefined]);
  });

  it("ends nothing here on the word of a refresh token alone", async () => {
    const { accessToken, refreshToken } = await logIn();
    await api.ask(operations.logout, { variables: { refreshToken } });
    expect(await askMe(accessToken)).toEqual([200, undefined]);
  });

  it("ends nothing here on the word of a token that is not good", async () => {
    const sid = randomUUID();
    const iat = Math.floor(Date.now() / 1000) - 600;
    for (const bad of [api.provider.mint({ sid, iat, exp: iat + 300 }), api.provider.mint({ sid, aud: 1 })]) {
      expect((await logOut(bad)).body.data).toEqual({ logout: true });
    }
    expect(await askMe(api.provider.mint({ sid }))).toEqual([200, undefined]);
  });

  it("L016 is true again for a session that has ended", async () => {
    const { accessToken, refreshToken } = await logIn();
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await logOut(accessToken, refreshToken);
      expect([status, body.data]).toEqual([200, { logout: true }]);
    }
  });

  it("L016 ends the access tokens here although the provider is down, and says 503", async () => {
    const { accessToken, refreshToken } = await logIn();
    await api.provider.stop();
    try {
      const { status, body } = await logOut(accessToken, refreshToken);
      expect([status, body.errors[0].extensions.code]).toEqual([503, "PROVIDER_UNAVAILABLE"]);
    } finally {
      await api.provider.restart();
    }
    expect(await askMe(accessToken)).toEqual([401, "Token has been revoked"]);
  });
});
