import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Realm, RealmClient, RealmUser } from "./realm.js";
import { type RealmFields, toRealmFields } from "./realm-fields.js";

const demoRealm = new URL("../../deploy/local-realm.json", import.meta.url);

/**
 * Reads a Keycloak realm export, by default the demo realm of this package. What the file leaves out has Keycloak's
 * default. Rejects with one line that names the file and the field when the file is missing or has another shape.
 */
export async function readRealm(file: URL = demoRealm): Promise<Realm> {
  const name = basename(fileURLToPath(file));
  try {
    return toRealm(toRealmFields(readJson(await readFile(file, "utf8")), "the realm"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${name} is not a usable realm: ${reason}`, { cause });
  }
}

/** The parser's own message quotes the text around the fault, which may be a password. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("it is not JSON");
  }
}

function toRealm(fields: RealmFields): Realm {
  const realm = fields.text("realm");
  if (!/^[\w-]+$/.test(realm)) throw new TypeError("realm must consist of letters, digits, - and _");
  const [first, ...others] = fields
    .objects("clients")
    .filter((client) => client.flag("enabled", true))
    .map(toClient);
  if (first === undefined) throw new TypeError("clients must have one that is enabled");
  const users = fields.objects("users").map(toUser);
  if (new Set(users.map((user) => user.username)).size < users.length) {
    throw new TypeError("users must have different usernames");
  }
  return {
    realm,
    accessTokenLifespan: fields.seconds("accessTokenLifespan", 300),
    ssoSessionIdleTimeout: fields.seconds("ssoSessionIdleTimeout", 1800),
    ssoSessionMaxLifespan: fields.seconds("ssoSessionMaxLifespan", 36_000),
    clients: [first, ...others],
    users,
  };
}

function toClient(fields: RealmFields): RealmClient {
  return {
    clientId: fields.text("clientId"),
    secret: fields.text("secret"),
    redirectUris: fields.texts("redirectUris"),
    standardFlowEnabled: fields.flag("standardFlowEnabled", true),
    directAccessGrantsEnabled: fields.flag("directAccessGrantsEnabled", false),
  };
}

function toUser(fields: RealmFields): RealmUser {
  const password = fields.objects("credentials").find((credential) => credential.text("type") === "password");
  if (password === undefined) throw new TypeError(`${fields.path}.credentials must have one of type password`);
  return {
    username: fields.text("username").toLowerCase(),
    password: password.text("value"),
    enabled: fields.flag("enabled", true),
    firstName: fields.optionalText("firstName"),
    lastName: fields.optionalText("lastName"),
    email: fields.optionalText("email"),
    emailVerified: fields.flag("emailVerified", false),
    realmRoles: fields.texts("realmRoles"),
    clientRoles: fields.textsByName("clientRoles"),
  };
}
