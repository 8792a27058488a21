import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAdmin } from "./create-admin.js";
import { createUser } from "./create-user.js";
import { grantTokens } from "./grant-tokens.js";
import { login, logout, refresh } from "./operations.js";
import { type Realm, realms } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { theKeycloak } from "./the-keycloak.js";
import { until } from "./until.js";

const { url, adminPassword } = theKeycloak();
const admin = createAdmin(url, adminPassword);

describe.each(realms)("login, refresh and logout in a realm $made", (realm) => {
  const { name, clientId, clientSecret, username, password } = realm;
  const client = { url, realm: name, clientId, clientSecret };
  let api: Api;
  beforeAll(async () => {
    api = await startApi(realm);
  });
  afterAll(() => api.stop());

  describe("login › is INVALID_CREDENTIALS, in the same bytes", () => {
    let known = "";
    beforeAll(async () => {
      known = (await login(api, username, "not the password")).text;
    });

    it.each<[string, () => Promise<[username: string, password: string]>]>([
      ["for a wrong password", async () => [username, "not the password either"]],
      ["for an empty password", async () => [username, ""]],
      ["for an unknown user", async () => ["nobody", password]],
      ["for a name that is syntax elsewhere", async () => ["alice&grant_type=client_credentials", password]],
      ["for a disabled user", async () => ["disabled", await createUser(admin, name, "disabled", { enabled: false })]],
      [
        "for a user with a required action",
        async () => ["required", await createUser(admin, name, "required", { requiredActions: ["UPDATE_PASSWORD"] })],
      ],
      [
        "for a user that is not fully set up",
        async () => [
          "incomplete",
          await createUser(admin, name, "incomplete", { email: "", firstName: "", lastName: "" }),
        ],
      ],
      [
        "for a user without a password",
        async () => ["bare", await createUser(admin, name, "bare", { credentials: [] })],
      ],
      [
        "for a locked user",
        async () => {
          const rightPassword = await createUser(admin, name, "locked");
          await admin("PUT", `/${name}`, { bruteForceProtected: true, failureFactor: 1 });
          await login(api, "locked", "not the password");
          await expect(grantTokens(client, "locked", rightPassword)).rejects.toThrow("invalid_grant");
          return ["locked", rightPassword];
        },
      ],
    ])("%s", async (_, prepare) => {
      try {
        const answer = await login(api, ...(await prepare()));
        expect(answer).toMatchObject({
          status: 401,
          code: "INVALID_CREDENTIALS",
          message: "Username or password is incorrect!",
          text: known,
        });
        expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer realm="[^"]*"$/);
      } finally {
        await admin("PUT", `/${name}`, { bruteForceProtected: false });
      }
    });
  });

  it("refresh › is INVALID_GRANT for what is no refresh token", async () => {
    expect(await refresh(api, "garbage")).toMatchObject({ status: 401, code: "INVALID_GRANT" });
  });

  describe("what only the operator can mend › is PROVIDER_UNAVAILABLE", () => {
    it.each<[string, Realm, () => Promise<unknown>]>([
      ["a wrong client secret", { ...realm, clientSecret: "wrong" }, async () => {}],
      ["a client that is unknown", { ...realm, clientId: "unknown" }, async () => {}],
      [
        "direct access grants that are off",
        { ...realm, clientId: "no-grants", clientSecret: "secret" },
        () => admin("POST", `/${name}/clients`, { clientId: "no-grants", secret: "secret", publicClient: false }),
      ],
    ])("%s", async (_, misconfigured, prepare) => {
      await prepare();
      const broken = await startApi(misconfigured);
      try {
        const answer = await login(broken, username, password);
        expect(answer).toMatchObject({ status: 503, code: "PROVIDER_UNAVAILABLE" });
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(answer.text).not.toMatch(/unauthorized_client|invalid_client|secret|grant/i);
        await until(() => /unauthorized_client|invalid_client/.test(broken.log()));
      } finally {
        await broken.stop();
      }
    });

    it("logout with a wrong client secret", async () => {
      const { refresh_token } = await grantTokens(client, username, password);
      const broken = await startApi({ ...realm, clientSecret: "wrong" });
      try {
        expect(await logout(broken, refresh_token)).toMatchObject({ status: 503, code: "PROVIDER_UNAVAILABLE" });
      } finally {
        await broken.stop();
      }
    });
  });
});
