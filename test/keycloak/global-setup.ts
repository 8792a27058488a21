import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../support/find-free-port.js";
import { createAdmin } from "./create-admin.js";
import { createTutorialRealm } from "./create-tutorial-realm.js";
import tearDown from "./global-teardown.js";
import { startKeycloak } from "./start-keycloak.js";
import { theKeycloak } from "./the-keycloak.js";

/** One Keycloak for all test files, with the imported realm and the one made by hand. */
export default async function setUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-keycloak-"));
  const home = join(folder, "keycloak");
  const port = await findFreePort();
  const adminPassword = randomBytes(16).toString("hex");
  process.env.TEST_KEYCLOAK = JSON.stringify({ home, port, adminPassword });
  // Keycloak is in a group of its own: whoever ends this process must end that too.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void tearDown().finally(() => process.exit(1)));
  }
  try {
    await startKeycloak({ home, port, adminPassword });
    await createTutorialRealm(createAdmin(theKeycloak().url, adminPassword));
  } catch (error) {
    await tearDown();
    throw error;
  }
}
