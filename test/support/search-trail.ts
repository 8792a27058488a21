import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findSecrets } from "./find-secrets.js";

export interface Search {
  readonly bytes: number;
  readonly secrets: number;
  /** Each place where there is a secret, with what is around it. */
  readonly found: readonly string[];
}

/** Searches all that a run of the tests has kept in a folder. */
export function searchTrail(folder: string): Search {
  const read = (kind: string) =>
    readdirSync(folder)
      .filter((file) => file.startsWith(`${kind}-`))
      .map((file) => readFileSync(join(folder, file), "utf8"));
  const secrets = new Set<string>();
  for (const text of read("secrets")) {
    for (const line of text.trimEnd().split("\n")) secrets.add(JSON.parse(line));
  }
  const output = read("output");
  return {
    bytes: output.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    secrets: secrets.size,
    found: output.flatMap((text) => findSecrets(text, secrets)),
  };
}
