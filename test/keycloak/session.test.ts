import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAdmin } from "./create-admin.js";
import { createUser } from "./create-user.js";
import { logIn } from "./log-in.js";
import { login, logout, me, refresh } from "./operations.js";
import { realms } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { theKeycloak } from "./the-keycloak.js";
import { toData } from "./to-data.js";

describe.each(realms)("a session in a realm $made", (realm) => {
  const { url, adminPassword } = theKeycloak();
  let api: Api;
  beforeAll(async () => {
    api = await startApi(realm);
  });
  afterAll(() => api.stop());

  it("login › gives a token set", async () => {
    let answer = await login(api, realm.username, realm.password);
    // Keycloak counts whole seconds: where one of them ended before it answered, it is asked once more.
    if (answer.data?.login.expiresIn === 299) answer = await login(api, realm.username, realm.password);
    const { status, headers, data } = answer;
    expect({ status, cache: headers.get("cache-control") }).toEqual({ status: 200, cache: "no-store" });
    expect(data?.login).toEqual({
      tokenType: "Bearer",
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresIn: 300,
      refreshExpiresIn: 1800,
      scope: expect.stringContaining("openid"),
    });
  });

  it("me › is the user, with roles and every claim", async () => {
    const { accessToken } = await logIn(api, realm);
    const { claims, roles, expiresAt, ...user } = toData(await me(api, accessToken)).me;
    expect([...roles].sort()).toEqual(realm.roles);
    expect(user).toEqual({
      id: claims.sub,
      username: realm.username,
      name: claims.name,
      email: `${realm.username}@example.com`,
      emailVerified: claims.email_verified,
      scopes: expect.arrayContaining(["openid", "profile", "email"]),
    });
    expect(claims).toMatchObject({ iss: `${url}/realms/${realm.name}`, typ: "Bearer", azp: realm.clientId });
    expect(claims.aud).toBe(realm.audience);
    expect(expiresAt).toBe(new Date(Number(claims.exp) * 1000).toISOString());
  });

  it("refresh › gives a new token set of the same user", async () => {
    const before = await logIn(api, realm);
    const after = toData(await refresh(api, before.refreshToken)).refresh;
    expect(after.accessToken).not.toBe(before.accessToken);
    expect((await me(api, after.accessToken)).data?.me.username).toBe(realm.username);
  });

  it("refresh › of a refresh token that was used is what the realm says", async () => {
    const { refreshToken } = await logIn(api, realm);
    expect((await refresh(api, refreshToken)).status).toBe(200);
    const { status, code } = await refresh(api, refreshToken);
    expect([status, code]).toEqual(realm.refreshesOnce ? [401, "INVALID_GRANT"] : [200, undefined]);
  });

  it("logout › ends the session: its refresh token is INVALID_GRANT", async () => {
    const { refreshToken } = await logIn(api, realm);
    expect(await logout(api, refreshToken)).toMatchObject({ status: 200, data: { logout: true } });
    expect(await refresh(api, refreshToken)).toMatchObject({
      status: 401,
      code: "INVALID_GRANT",
      message: "Refresh token is no longer valid",
    });
  });

  it.each([
    ["that was used", (refreshToken: string) => logout(api, refreshToken).then(() => refreshToken)],
    ["that is none", async () => "garbage"],
  ])("logout › is true for a refresh token %s", async (_, spoil) => {
    const { refreshToken } = await logIn(api, realm);
    expect(await logout(api, await spoil(refreshToken))).toMatchObject({ status: 200, data: { logout: true } });
  });

  it("two users in parallel never get each other's answer", async () => {
    const other = `parallel-${realm.name}`;
    const password = await createUser(createAdmin(url, adminPassword), realm.name, other);
    const people = [realm, { username: other, password }];
    const sessions = await Promise.all(
      [...people, ...people, ...people].map(async (person) => ({ person, tokens: await logIn(api, person) })),
    );
    const requests = Array.from({ length: 20 }, () => sessions).flat();
    const seen = await Promise.all(requests.map(({ tokens }) => me(api, tokens.accessToken)));
    expect(seen.map(({ data }) => data?.me.username)).toEqual(requests.map(({ person }) => person.username));
  });

  it("no password and no token is in the log, at any level", async () => {
    const talkative = await startApi(realm, { LOG_LEVEL: "trace" });
    const { accessToken, refreshToken } = await logIn(talkative, realm);
    await me(talkative, accessToken);
    await refresh(talkative, refreshToken);
    await logout(talkative, refreshToken);
    await login(talkative, realm.username, "a-wrong-password");
    await talkative.stop();
    expect(talkative.log()).toContain("/graphql");
    for (const secret of [realm.password, "a-wrong-password", realm.clientSecret, accessToken, refreshToken]) {
      expect(talkative.log().includes(secret)).toBe(false);
    }
  });
});
