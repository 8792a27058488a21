import type { Admin } from "./create-admin.js";
import { createUser } from "./create-user.js";
import { tutorialRealm } from "./realms.js";

/** A realm as a person makes one in the admin console: a confidential client, one user, all else as Keycloak has it. */
export async function createTutorialRealm(admin: Admin): Promise<void> {
  const { name, clientId, clientSecret, username } = tutorialRealm;
  await admin("POST", "", { realm: name, enabled: true });
  await admin("POST", `/${name}/clients`, {
    clientId,
    secret: clientSecret,
    protocol: "openid-connect",
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: true,
    rootUrl: "http://localhost:8000",
  });
  await createUser(admin, name, username);
}
