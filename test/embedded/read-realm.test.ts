import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readRealm } from "#latchkey/embedded/read-realm.js";

const client = { clientId: "api", secret: "s3cret" };
const user = { username: "Carol", credentials: [{ type: "password", value: "pa55word" }] };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "realm-"));
});

afterAll(() => rm(folder, { recursive: true }));

describe("readRealm", () => {
  it("reads the demo realm", async () => {
    await expect(readRealm()).resolves.toMatchObject({
      realm: "local",
      accessTokenLifespan: 300,
      ssoSessionIdleTimeout: 1800,
      clients: [{ clientId: "local-api", standardFlowEnabled: true, directAccessGrantsEnabled: true }],
      users: [{ username: "alice" }, { username: "bob", clientRoles: {} }],
    });
  });

  it("has Keycloak's defaults for what is left out", async () => {
    await expect(readText(JSON.stringify({ realm: "small", clients: [client], users: [user] }))).resolves.toEqual({
      realm: "small",
      accessTokenLifespan: 300,
      ssoSessionIdleTimeout: 1800,
      ssoSessionMaxLifespan: 36_000,
      clients: [{ ...client, redirectUris: [], standardFlowEnabled: true, directAccessGrantsEnabled: false }],
      users: [
        {
          username: "carol",
          password: "pa55word",
          enabled: true,
          firstName: undefined,
          lastName: undefined,
          email: undefined,
          emailVerified: false,
          realmRoles: [],
          clientRoles: {},
        },
      ],
    });
  });

  it.each([
    ["no realm name", { realm: undefined }, "realm must be a text that is not empty"],
    ["a realm name with a slash", { realm: "a/b" }, "realm must consist of letters, digits, - and _"],
    ["no client", { clients: [] }, "clients must have one that is enabled"],
    ["no enabled client", { clients: [{ ...client, enabled: false }] }, "clients must have one that is enabled"],
    [
      "a client without a secret",
      { clients: [{ clientId: "api" }] },
      "clients[0].secret must be a text that is not empty",
    ],
    ["a client that is a text", { clients: ["api"] }, "clients[0] must be an object"],
    ["users that are no list", { users: {} }, "users must be a list of objects"],
    [
      "a user without a name",
      { users: [user, { ...user, username: 7 }] },
      "users[1].username must be a text that is not empty",
    ],
    ["a user twice", { users: [user, { ...user, username: "carol" }] }, "users must have different usernames"],
    [
      "a user without a password",
      { users: [{ ...user, credentials: [] }] },
      "users[0].credentials must have one of type password",
    ],
    [
      "a hashed password",
      { users: [{ ...user, credentials: [{ type: "password", secretData: "x" }] }] },
      "users[0].credentials[0].value must be a text that is not empty",
    ],
    [
      "a role that is no text",
      { users: [{ ...user, realmRoles: [1] }] },
      "users[0].realmRoles must be a list of texts",
    ],
    [
      "client roles that are no lists",
      { users: [{ ...user, clientRoles: { api: "editor" } }] },
      "users[0].clientRoles.api must be a list of texts",
    ],
    ["a lifespan of nothing", { accessTokenLifespan: 0 }, "accessTokenLifespan must be a number of seconds above zero"],
    ["enabled as a text", { users: [{ ...user, enabled: "no" }] }, "users[0].enabled must be true or false"],
  ])("rejects %s", async (_case, changes, reason) => {
    const realm = { realm: "small", clients: [client], users: [user], ...changes };

    const rejection = await readText(JSON.stringify(realm)).catch((error: Error) => error.message);

    expect(rejection).toBe(`realm.json is not a usable realm: ${reason}`);
  });

  it("quotes nothing of a file that is not JSON", async () => {
    await expect(readText(`{ "value": "pa55word" x }`)).rejects.toThrow(
      /^realm\.json is not a usable realm: it is not JSON$/,
    );
  });

  it("rejects a file that is not there, with its name", async () => {
    await expect(readRealm(pathToFileURL(join(folder, "nowhere.json")))).rejects.toThrow(
      /^nowhere\.json is not a usable/,
    );
  });
});

async function readText(content: string) {
  const file = join(folder, "realm.json");
  await writeFile(file, content);
  return readRealm(pathToFileURL(file));
}
