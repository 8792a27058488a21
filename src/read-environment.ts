import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import type { Environment } from "./config.js";
import { InvalidSettings } from "./invalid-settings.js";

/**
 * The process environment, completed by `.env` when `RUNTIME_ENV` is `prod` and by `.local.env` otherwise, from the
 * current folder. A variable that is already set wins; a file that is not there is none.
 *
 * @throws InvalidSettings when the file is there and cannot be read; the operator's to mend.
 */
export function readEnvironment(environment: Environment): Environment {
  const file = environment.RUNTIME_ENV === "prod" ? ".env" : ".local.env";
  try {
    // The file is chosen by RUNTIME_ENV, so it has no say in it.
    return { ...parse(readFileSync(file)), ...environment, RUNTIME_ENV: environment.RUNTIME_ENV };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return environment;
    throw new InvalidSettings([`${file} cannot be read (${code})`]);
  }
}
