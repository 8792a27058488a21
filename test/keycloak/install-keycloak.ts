import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { findJava } from "./find-java.js";

const run = promisify(execFile);

const version = "26.7.4";
const sha256 = "04823c336b797a7e18889a44262a7a64e6bf624cbbcc518c85e2622176ff2eee";
const maven = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/**
 * The folder of a Keycloak distribution that is ready to be copied and started: from Maven Central the first time
 * (170 MB, a minute), from `~/.cache/latchkey` (or `XDG_CACHE_HOME`) after that. It is built there once, which spares
 * every later start half its time.
 *
 * @throws Error when there is no JVM or Maven, or when what was fetched is not the archive that is known.
 */
export async function installKeycloak(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "latchkey");
  const installed = join(cache, `keycloak-${version}`);
  if (existsSync(installed)) return installed;

  const java = await findJava();
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "installing-"));
  try {
    const distribution = await fetchDistribution(folder);
    await run(join(distribution, "bin", "kc.sh"), ["build", "--db=dev-file"], { env: { ...process.env, JAVA: java } });
    await rename(distribution, installed).catch((error: unknown) => {
      // Whoever was faster has put the same there.
      if (!existsSync(installed)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return installed;
}

async function fetchDistribution(folder: string): Promise<string> {
  const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`;
  const to = [`-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
  await run("mvn", ["-q", "-B", "-C", `${maven}:copy`, ...to], { cwd: folder }).catch((cause: unknown) => {
    throw new Error(`Maven could not fetch ${artifact}: is mvn installed, and Maven Central reachable?`, { cause });
  });
  const archive = join(folder, `keycloak-quarkus-dist-${version}.tar.gz`);
  const hash = createHash("sha256");
  await pipeline(createReadStream(archive), hash);
  if (hash.digest("hex") !== sha256) throw new Error(`${artifact} is not the archive that was published`);
  await run("tar", ["-xzf", archive, "-C", folder]);
  return join(folder, `keycloak-${version}`);
}
