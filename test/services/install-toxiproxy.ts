import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const version = "v2.12.0";

/**
 * The path of a toxiproxy: built by Go the first time (a minute), from `~/.cache/latchkey` (or `XDG_CACHE_HOME`) after
 * that. Null on a machine without Go.
 */
export async function installToxiproxy(): Promise<string | null> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "latchkey");
  const installed = join(cache, `toxiproxy-${version}`);
  if (existsSync(installed)) return installed;
  try {
    await run("go", ["version"]);
  } catch {
    return null;
  }
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "installing-"));
  try {
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: "0" };
    await run("go", ["install", `github.com/Shopify/toxiproxy/v2/cmd/server@${version}`], { env, timeout: 300_000 });
    await rename(join(folder, "server"), installed);
    return installed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
