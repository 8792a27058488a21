import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAdmin } from "./create-admin.js";
import { logIn } from "./log-in.js";
import { me } from "./operations.js";
import { tutorialRealm as realm } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { theKeycloak } from "./the-keycloak.js";
import { toData } from "./to-data.js";
import { until } from "./until.js";

describe("a session that an administrator ends", () => {
  const { url, adminPassword } = theKeycloak();
  const admin = createAdmin(url, adminPassword);
  let api: Api;
  let client: { readonly id: string };
  beforeAll(async () => {
    api = await startApi(realm);
    const [found] = await admin<(typeof client)[]>("GET", `/${realm.name}/clients?clientId=${realm.clientId}`);
    if (found === undefined) throw new Error("the realm has a client");
    client = found;
  });
  afterAll(() => api.stop());

  /** As the admin console sets it: Clients › the client › Settings › Logout settings. */
  async function tellTheApi(attributes: Readonly<Record<string, string>>): Promise<void> {
    const logoutUrl = { "backchannel.logout.url": `${api.origin}/oidc/backchannel-logout` };
    await admin("PUT", `/${realm.name}/clients/${client.id}`, {
      ...client,
      attributes: { ...logoutUrl, ...attributes },
    });
  }
  const askMe = async (token: string) => {
    const { status, code, message } = await me(api, token);
    return { status, code, message };
  };
  const revoked = { status: 401, code: "TOKEN_REJECTED", message: "Token has been revoked" };

  it("is refused here at once, and the user's other session is not", async () => {
    await tellTheApi({
      "backchannel.logout.session.required": "true",
      "backchannel.logout.revoke.offline.tokens": "true",
    });
    const [ended, other] = [await logIn(api, realm), await logIn(api, realm)];
    const { claims } = toData(await me(api, ended.accessToken)).me;
    await admin("DELETE", `/${realm.name}/sessions/${claims.sid}`);
    await until(async () => (await askMe(ended.accessToken)).status === 401);
    expect(await askMe(ended.accessToken)).toEqual(revoked);
    expect((await askMe(other.accessToken)).status).toBe(200);
    expect(api.log()).not.toContain("logout token refused");
  });

  it("is refused with every other of the user when Keycloak does not name it", async () => {
    await tellTheApi({ "backchannel.logout.session.required": "false" });
    const [ended, other] = [await logIn(api, realm), await logIn(api, realm)];
    const { claims } = toData(await me(api, ended.accessToken)).me;
    await admin("DELETE", `/${realm.name}/sessions/${claims.sid}`);
    await until(async () => (await askMe(ended.accessToken)).status === 401);
    expect([await askMe(ended.accessToken), await askMe(other.accessToken)]).toEqual([revoked, revoked]);

    const second = Math.floor(Date.now() / 1000);
    await until(() => Math.floor(Date.now() / 1000) > second);
    expect((await askMe((await logIn(api, realm)).accessToken)).status).toBe(200);
  });
});
