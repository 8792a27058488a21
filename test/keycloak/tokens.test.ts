import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAdmin } from "./create-admin.js";
import { grantTokens } from "./grant-tokens.js";
import { me } from "./operations.js";
import { importedRealm, realms, tutorialRealm } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { theKeycloak } from "./the-keycloak.js";

const { url, adminPassword } = theKeycloak();
const admin = createAdmin(url, adminPassword);
const rejected = { status: 401, code: "TOKEN_REJECTED", message: "Token was not issued for this API" };

describe.each(realms)("me with a token of a realm $made › refuses", (realm) => {
  const { name, clientId, clientSecret, username, password } = realm;
  const client = { url, realm: name, clientId, clientSecret };
  let api: Api;
  beforeAll(async () => {
    api = await startApi(realm);
  });
  afterAll(() => api.stop());

  it("an ID token", async () => {
    const { id_token } = await grantTokens(client, username, password);
    expect(await me(api, id_token)).toMatchObject(rejected);
  });

  it("a refresh token", async () => {
    const { refresh_token } = await grantTokens(client, username, password);
    const { status, code } = await me(api, refresh_token);
    expect({ status, code }).toEqual({ status: 401, code: expect.stringMatching(/^TOKEN_(?!EXPIRED)/) });
  });

  it("a token of another client of the realm", async () => {
    const other = { clientId: "other-app", secret: "secret", publicClient: false, directAccessGrantsEnabled: true };
    await admin("POST", `/${name}/clients`, other);
    const { access_token } = await grantTokens(
      { ...client, clientId: "other-app", clientSecret: "secret" },
      username,
      password,
    );
    expect(await me(api, access_token)).toMatchObject(rejected);
  });

  it("a token of another realm", async () => {
    const other = realm === importedRealm ? tutorialRealm : importedRealm;
    const { access_token } = await grantTokens({ url, realm: other.name, ...other }, other.username, other.password);
    expect(await me(api, access_token)).toMatchObject(rejected);
  });

  it("a token that the same key signed for another issuer", async () => {
    await admin("PUT", `/${name}`, { attributes: { frontendUrl: "https://elsewhere.example.com" } });
    try {
      const { access_token } = await grantTokens(client, username, password);
      expect(await me(api, access_token)).toMatchObject(rejected);
    } finally {
      await admin("PUT", `/${name}`, { attributes: { frontendUrl: "" } });
    }
  });

  it("a token of Keycloak's own admin", async () => {
    const { access_token } = await grantTokens({ url, realm: "master", clientId: "admin-cli" }, "admin", adminPassword);
    expect(await me(api, access_token)).toMatchObject(rejected);
  });
});
