import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Diagnosis, runDoctor } from "../doctor/run-doctor.js";
import { createAdmin } from "./create-admin.js";
import { importedRealm } from "./realms.js";
import { theKeycloak } from "./the-keycloak.js";

const { url, adminPassword } = theKeycloak();
const admin = createAdmin(url, adminPassword);
const { name, clientId, clientSecret, username, password } = importedRealm;

async function examine(settings: Readonly<Record<string, string>>): Promise<Diagnosis> {
  const diagnosis = await runDoctor(
    {
      KEYCLOAK_SERVER_URL: url,
      KEYCLOAK_REALM_NAME: name,
      KEYCLOAK_CLIENT_ID: clientId,
      KEYCLOAK_CLIENT_SECRET_KEY: clientSecret,
      LATCHKEY_DOCTOR_PASSWORD: password,
      ...settings,
    },
    ["--username", username],
  );
  for (const secret of [clientSecret, password]) expect(diagnosis.output).not.toContain(secret);
  expect(diagnosis.output).not.toMatch(/eyJ/);
  return diagnosis;
}

/** A diagnosis as it is in a document: Keycloak at its usual address. */
const toTranscript = ({ output }: Diagnosis) => output.trim().replaceAll(url, "http://localhost:8080");

describe("doctor", () => {
  const session = { clientId: "session-client", secret: "secret-of-the-session" };
  beforeAll(async () => {
    const client = { publicClient: false, protocol: "openid-connect" };
    await admin("POST", `/${name}/clients`, {
      ...client,
      clientId: "no-direct-access",
      secret: "secret-of-its-own",
      directAccessGrantsEnabled: false,
    });
    await admin("POST", `/${name}/clients`, {
      ...client,
      ...session,
      directAccessGrantsEnabled: true,
      attributes: { "use.refresh.tokens": "false", "access.token.lifespan": "3600" },
    });
  });

  it("takes every step, and ends the session that it began", async () => {
    const { id } = await findUser();
    const before = await admin<unknown[]>("GET", `/${name}/users/${id}/sessions`);
    const { code, output } = await examine({});
    expect(output).toContain("14 ok, 0 warnings, 0 failed, 0 skipped");
    expect(code).toBe(0);
    expect(await admin<unknown[]>("GET", `/${name}/users/${id}/sessions`)).toHaveLength(before.length);
  });

  it.each<[why: string, settings: Record<string, string>, step: string, says: RegExp]>([
    [
      "a wrong client secret",
      { KEYCLOAK_CLIENT_SECRET_KEY: "not-the-secret" },
      "client",
      /^failed: the client secret is wrong \(401 unauthorized_client: .*› Credentials/,
    ],
    [
      "direct access grants that are off",
      { KEYCLOAK_CLIENT_ID: "no-direct-access", KEYCLOAK_CLIENT_SECRET_KEY: "secret-of-its-own" },
      "password grant",
      /^failed: the client may not log people in .*Direct access grants on/,
    ],
    [
      "a wrong realm name",
      { KEYCLOAK_REALM_NAME: "Local" },
      "provider",
      /^failed: \S+\/realms\/Local\/\S+ is not there \(404\) → Correct KEYCLOAK_REALM_NAME/,
    ],
    [
      "an audience that tokens do not have",
      { OIDC_AUDIENCE: "orders-api" },
      "access token",
      /^failed: refused: another audience .*orders-api.*Audience/,
    ],
    [
      "a base path that is not there",
      { KEYCLOAK_SERVER_URL: `${url}/auth` },
      "provider",
      /^failed: .* is there: correct the base path \/auth/,
    ],
    [
      "an address that is not the one Keycloak calls its own",
      { KEYCLOAK_SERVER_URL: url.replace("localhost", "127.0.0.1") },
      "issuer",
      /^failed: expected http:\/\/127.0.0.1\S+ received http:\/\/localhost\S+ → .*OIDC_DISCOVERY_URL.*KC_HOSTNAME/,
    ],
    [
      "a scope that the client does not have",
      { OIDC_SCOPE: "openid treasure" },
      "password grant",
      /^failed: OIDC_SCOPE asks for .*treasure/,
    ],
    ["a wrong password", { LATCHKEY_DOCTOR_PASSWORD: "not-the-password" }, "login", /^failed: alice is refused \(400/],
  ])("finds %s", async (_why, settings, step, says) => {
    const diagnosis = await examine(settings);
    expect(diagnosis.step(step)).toMatch(says);
    expect(diagnosis.output.match(/^failed /gm)).toHaveLength(1);
    expect(diagnosis.code).toBe(1);
  });

  it("warns of tokens that live long, and of a client without refresh tokens", async () => {
    const diagnosis = await examine({
      KEYCLOAK_CLIENT_ID: session.clientId,
      KEYCLOAK_CLIENT_SECRET_KEY: session.secret,
    });
    expect(diagnosis.step("lifespan")).toMatch(/^warning: access tokens live 60 min/);
    expect(diagnosis.step("refresh token")).toMatch(/^warning: there is none/);
    expect(diagnosis.code).toBe(0);
  });

  it("prints what docs/doctor.md shows", async () => {
    const page = await readFile(new URL("../../docs/doctor.md", import.meta.url), "utf8");
    const shown = /```text\n([\s\S]*?)```/.exec(page)?.[1]?.trim();
    expect(toTranscript(await examine({ OIDC_AUDIENCE: "orders-api" }))).toBe(shown);
  });

  async function findUser(): Promise<{ readonly id: string }> {
    const [user] = await admin<{ id: string }[]>("GET", `/${name}/users?username=${username}&exact=true`);
    if (user === undefined) throw new Error("the realm has the user");
    return user;
  }
});
