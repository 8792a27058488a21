import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const oldest = 17;

/**
 * The `java` that runs Keycloak: of `JAVA_HOME`, or else of `PATH`.
 *
 * @throws Error that says what to install when there is none, or none of version 17 or newer.
 */
export async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const java = home ? join(home, "bin", "java") : "java";
  const wanted = `Keycloak needs a Java ${oldest} or newer: install one (openjdk-${oldest}-jre-headless on Debian) or set JAVA_HOME.`;
  const { stderr } = await promisify(execFile)(java, ["-version"]).catch((cause: unknown) => {
    throw new Error(`${java} does not run. ${wanted}`, { cause });
  });
  const version = Number(/version "(?:1\.)?(\d+)/.exec(stderr)?.[1]);
  if (!(version >= oldest)) throw new Error(`${java} is version ${version}. ${wanted}`);
  return java;
}
