import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAdmin } from "./create-admin.js";
import { logIn } from "./log-in.js";
import { logout, me, refresh } from "./operations.js";
import { importedRealm } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { theKeycloak } from "./the-keycloak.js";
import { toData } from "./to-data.js";

/** As in containers: the issuer is the address that browsers know, which leads nowhere from the API. */
const publicUrl = "http://127.0.0.1:9";

describe("a Keycloak whose public address the API cannot reach, with OIDC_DISCOVERY_URL", () => {
  const { url, adminPassword } = theKeycloak();
  const realm = importedRealm;
  const admin = createAdmin(url, adminPassword);
  let api: Api;
  beforeAll(async () => {
    await admin("PUT", `/${realm.name}`, { attributes: { frontendUrl: publicUrl } });
    api = await startApi(realm, {
      KEYCLOAK_SERVER_URL: publicUrl,
      OIDC_DISCOVERY_URL: `${url}/realms/${realm.name}/.well-known/openid-configuration`,
    });
  });
  afterAll(async () => {
    await api.stop();
    await admin("PUT", `/${realm.name}`, { attributes: { frontendUrl: "" } });
  });

  it("login, me, refresh and logout › work, with tokens of the public issuer", async () => {
    const { accessToken, refreshToken } = await logIn(api, realm);
    const { claims } = toData(await me(api, accessToken)).me;
    expect(claims.iss).toBe(`${publicUrl}/realms/${realm.name}`);
    const refreshed = toData(await refresh(api, refreshToken)).refresh;
    expect(await logout(api, refreshed.refreshToken)).toMatchObject({ status: 200, data: { logout: true } });
    expect(await refresh(api, refreshed.refreshToken)).toMatchObject({ status: 401, code: "INVALID_GRANT" });
  });
});
