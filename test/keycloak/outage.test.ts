import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { grantTokens } from "./grant-tokens.js";
import { logIn } from "./log-in.js";
import { login, logout, me, refresh, type TokenSet } from "./operations.js";
import { importedRealm } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { startKeycloak } from "./start-keycloak.js";
import { stopKeycloak } from "./stop-keycloak.js";
import { theKeycloak } from "./the-keycloak.js";
import { until } from "./until.js";

const unavailable = { status: 503, code: "PROVIDER_UNAVAILABLE" };

describe("R01 while Keycloak is down", () => {
  const keycloak = theKeycloak();
  const realm = importedRealm;
  const client = { url: keycloak.url, realm: realm.name, clientId: realm.clientId, clientSecret: realm.clientSecret };
  let api: Api;
  let late: Api;
  let seen: TokenSet;
  let unseen: string;

  beforeAll(async () => {
    api = await startApi(realm);
    seen = await logIn(api, realm);
    await me(api, seen.accessToken);
    unseen = (await grantTokens(client, realm.username, realm.password)).access_token;
    await stopKeycloak(keycloak.home);
    late = await startApi(realm, {}, "/livez");
  }, 60_000);
  afterAll(async () => {
    await api.stop();
    await late.stop();
  });

  it("me › answers with a token it has seen, and with one it has not", async () => {
    for (const token of [seen.accessToken, unseen]) {
      expect(await me(api, token)).toMatchObject({ status: 200, data: { me: { username: realm.username } } });
    }
  });

  it("login, refresh and logout › are PROVIDER_UNAVAILABLE, with a time to try again", async () => {
    const answers = [
      await login(api, realm.username, realm.password),
      await refresh(api, seen.refreshToken),
      await logout(api, seen.refreshToken),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject(unavailable);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
  });

  it("an API that starts now › listens, is not ready, and answers me with PROVIDER_UNAVAILABLE", async () => {
    expect((await fetch(`${late.origin}/readyz`)).status).toBe(503);
    expect(await me(late, seen.accessToken)).toMatchObject(unavailable);
  });

  it("all is well again when Keycloak is back, with no restart of the API", async () => {
    await startKeycloak(keycloak);
    for (const recovering of [api, late]) {
      await until(async () => (await login(recovering, realm.username, realm.password)).status === 200);
      expect(await me(recovering, seen.accessToken)).toMatchObject({ status: 200 });
      expect((await fetch(`${recovering.origin}/readyz`)).status).toBe(200);
    }
    expect((await refresh(api, seen.refreshToken)).status).toBe(200);
  }, 240_000);
});
