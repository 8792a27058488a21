import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, open, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findJava } from "./find-java.js";
import { installKeycloak } from "./install-keycloak.js";
import { stopKeycloak } from "./stop-keycloak.js";

export interface KeycloakOptions {
  /** Folder of this Keycloak and its data. Made when it is not there; started again in it, Keycloak remembers. */
  readonly home: string;
  /** On loopback. */
  readonly port: number;
  /** Password of the user `admin` of the realm `master`. */
  readonly adminPassword: string;
}

/** Milliseconds that Keycloak has for a start: it takes 20 s on two idle cores. */
const patience = 180_000;
const realmFile = new URL("../../deploy/local-realm.json", import.meta.url);

/**
 * Starts a real Keycloak that has the demo realm, and returns when it answers at `http://localhost:{port}`. It runs on
 * until `stopKeycloak(home)`. Its log is `{home}/keycloak.log`.
 *
 * @throws Error when the port is taken, or with the end of the log when Keycloak stops by itself, or is not there within 180 s.
 */
export async function startKeycloak({ home, port, adminPassword }: KeycloakOptions): Promise<ChildProcess> {
  const java = await findJava();
  if (!existsSync(join(home, "bin"))) {
    await cp(await installKeycloak(), home, { recursive: true });
    await mkdir(join(home, "data", "import"), { recursive: true });
    await cp(realmFile, join(home, "data", "import", "local-realm.json"));
  }

  await provePortIsFree(port);
  const url = `http://localhost:${port}`;
  const log = await open(join(home, "keycloak.log"), "a");
  // Endpoints for servers follow the address they are asked at, as behind a proxy; the issuer is always `url`.
  const hostname = [`--hostname=${url}`, "--hostname-backchannel-dynamic=true"];
  const listen = ["--http-enabled=true", "--http-host=127.0.0.1", `--http-port=${port}`];
  const keycloak = spawn(
    join(home, "bin", "kc.sh"),
    ["start", "--optimized", "--cache=local", "--import-realm", ...hostname, ...listen],
    {
      // A group of its own, for the script and the JVM to be stopped as one.
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: {
        ...process.env,
        JAVA: java,
        KC_BOOTSTRAP_ADMIN_USERNAME: "admin",
        KC_BOOTSTRAP_ADMIN_PASSWORD: adminPassword,
      },
    },
  );
  await writeFile(join(home, "keycloak.pid"), String(keycloak.pid));
  await log.close();

  const deadline = Date.now() + patience;
  while (!(await answers(`${url}/realms/local/.well-known/openid-configuration`))) {
    const fault = keycloak.exitCode !== null ? "stopped by itself" : Date.now() > deadline ? "does not answer" : null;
    if (fault !== null) {
      await stopKeycloak(home);
      const lines = (await readFile(join(home, "keycloak.log"), "utf8")).split("\n");
      throw new Error(`Keycloak ${fault}. The end of its log:\n${lines.slice(-30).join("\n")}`);
    }
    await setTimeout(250);
  }
  return keycloak;
}

/** Whoever holds the port would be taken for the Keycloak that could not start. */
async function provePortIsFree(port: number): Promise<void> {
  const probe = createServer().listen(port, "127.0.0.1");
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
