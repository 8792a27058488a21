import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Milliseconds to stop in good order, before it is made to. */
const patience = 15_000;

/** Stops the Keycloak that was started in `home`, if it runs, and returns when it is gone. */
export async function stopKeycloak(home: string): Promise<void> {
  const pidFile = join(home, "keycloak.pid");
  const pid = Number(await readFile(pidFile, "utf8").catch(() => "0"));
  if (!(pid > 1)) return;

  const deadline = Date.now() + patience;
  let alive = signalGroup(pid, "SIGTERM");
  while (alive) {
    await setTimeout(100);
    alive = signalGroup(pid, Date.now() > deadline ? "SIGKILL" : 0);
  }
  await rm(pidFile, { force: true });
}

/** False when nobody is left to get it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
