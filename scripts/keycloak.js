// `npm run keycloak`: a local Keycloak with the demo realm, in a container where there is an engine, on the JVM where not.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startKeycloak } from "../dist-test/keycloak/start-keycloak.js";
import { stopKeycloak } from "../dist-test/keycloak/stop-keycloak.js";

const port = 8080;
const adminPassword = "admin";

const engine = ["docker", "podman"].find(
  (name) =>
    spawnSync(name, ["info"], { stdio: "ignore" }).status === 0 &&
    spawnSync(name, ["compose", "version"], { stdio: "ignore" }).status === 0,
);
const interrupted = new Promise((resolve) => {
  process.once("SIGINT", resolve).once("SIGTERM", resolve);
});

const { realm, clients, users } = JSON.parse(
  await readFile(new URL("../deploy/local-realm.json", import.meta.url), "utf8"),
);
const directions = `
Put into .local.env, then npm start:

  KEYCLOAK_SERVER_URL=http://localhost:${port}
  KEYCLOAK_REALM_NAME=${realm}
  KEYCLOAK_CLIENT_ID=${clients[0].clientId}
  KEYCLOAK_CLIENT_SECRET_KEY=${clients[0].secret}

Users: ${users.map(({ username, credentials }) => `${username} / ${credentials[0].value}`).join(", ")}
Admin console: http://localhost:${port}/admin (admin / ${adminPassword})
Ctrl-C stops it.
`;

if (engine) await runInContainer(engine);
else await runOnJvm();

/** @param {string} engine */
async function runInContainer(engine) {
  console.log(directions);
  const compose = fileURLToPath(new URL("../deploy/compose.yaml", import.meta.url));
  const keycloak = spawn(engine, ["compose", "-f", compose, "up", "keycloak"], { stdio: "inherit" });
  process.exitCode = await new Promise((resolve) => {
    keycloak.once("exit", resolve);
  });
}

async function runOnJvm() {
  const home = await mkdtemp(join(tmpdir(), "latchkey-keycloak-"));
  try {
    console.log(`Starting Keycloak on the JVM; its log is ${join(home, "keycloak.log")}`);
    const started = startKeycloak({ home, port, adminPassword }).then((keycloak) => {
      console.log(directions);
      return once(keycloak, "exit");
    });
    await Promise.race([started, interrupted]);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await stopKeycloak(home);
    await rm(home, { recursive: true, force: true });
    // An interrupted start has nothing left to wait for.
    process.exit();
  }
}
