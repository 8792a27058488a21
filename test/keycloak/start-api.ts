import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../support/find-free-port.js";
import type { Realm } from "./realms.js";
import { theKeycloak } from "./the-keycloak.js";

/** The API in a process of its own, as it is run by those who use it. */
export interface Api {
  readonly origin: string;
  /** All it has written, on both streams. */
  log(): string;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const patience = 15_000;

/**
 * Starts the API for a realm of the Keycloak of this run, and returns when `until` answers 200.
 *
 * @param settings variables on top of those that name the realm.
 */
export async function startApi(realm: Realm, settings: Record<string, string> = {}, until = "/readyz"): Promise<Api> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  // An empty folder: no `.local.env` of a developer has a say.
  const folder = await mkdtemp(join(tmpdir(), "latchkey-api-"));
  const api = spawn(process.execPath, [main], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      RUNTIME_ENV: "local",
      HOST: "127.0.0.1",
      PORT: String(port),
      KEYCLOAK_SERVER_URL: theKeycloak().url,
      KEYCLOAK_REALM_NAME: realm.name,
      KEYCLOAK_CLIENT_ID: realm.clientId,
      KEYCLOAK_CLIENT_SECRET_KEY: realm.clientSecret,
      ...settings,
    },
  });
  const written: string[] = [];
  for (const stream of [api.stdout, api.stderr]) stream.setEncoding("utf8").on("data", (text) => written.push(text));
  const log = () => written.join("");

  const stop = async () => {
    if (api.exitCode === null && api.signalCode === null) {
      api.kill("SIGTERM");
      await once(api, "close");
    }
    await rm(folder, { recursive: true, force: true });
  };

  const deadline = Date.now() + patience;
  while (!(await isOk(`${origin}${until}`))) {
    if (api.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The API gave no 200 on ${until}. It wrote:\n${log()}`);
    }
    await setTimeout(50);
  }
  return { origin, log, stop };
}

async function isOk(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
