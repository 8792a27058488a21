import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findFreePort } from "../support/find-free-port.js";
import { logIn } from "./log-in.js";
import { login, me, type TokenSet } from "./operations.js";
import { importedRealm } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { type KeycloakOptions, startKeycloak } from "./start-keycloak.js";
import { stopKeycloak } from "./stop-keycloak.js";
import { until } from "./until.js";

describe("R10 a Keycloak that comes back with a new database, and all keys new", () => {
  const realm = importedRealm;
  let folder: string;
  let keycloak: KeycloakOptions;
  let api: Api | undefined;
  let old: TokenSet;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latchkey-keycloak-"));
    const home = join(folder, "keycloak");
    keycloak = { home, port: await findFreePort(), adminPassword: randomBytes(16).toString("hex") };
    await startKeycloak(keycloak);
    api = await startApi(realm, { KEYCLOAK_SERVER_URL: `http://localhost:${keycloak.port}` });
    old = await logIn(api, realm);
    expect((await me(api, old.accessToken)).status).toBe(200);
    await stopKeycloak(home);
    await rm(join(home, "data", "h2"), { recursive: true });
    await startKeycloak(keycloak);
  }, 400_000);
  afterAll(async () => {
    await api?.stop();
    await stopKeycloak(keycloak.home);
    await rm(folder, { recursive: true, force: true });
  });

  it("is believed in what is new, and in nothing old", async () => {
    if (api === undefined) throw new Error("No API");
    const asked = api;
    await until(async () => (await login(asked, realm.username, realm.password)).status === 200);
    const { accessToken } = await logIn(api, realm);
    const started = performance.now();
    expect((await me(api, accessToken)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await me(api, old.accessToken)).toMatchObject({ status: 401, code: "TOKEN_SIGNATURE_INVALID" });
  });
});
