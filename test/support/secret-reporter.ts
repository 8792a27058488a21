import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AggregatedResult } from "@jest/reporters";
import { searchTrail } from "./search-trail.js";

/**
 * Searches everything that the product wrote while it was tested (every log, metric and error) for every password, token
 * and secret that the tests used, and fails the run when there is one.
 */
export default class SecretReporter {
  #folder = "";
  #error: Error | undefined;

  onRunStart(): void {
    this.#folder = mkdtempSync(join(tmpdir(), "latchkey-trail-"));
    process.env.LATCHKEY_TRAIL = this.#folder;
  }

  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    const { bytes, secrets, found } = searchTrail(this.#folder);
    rmSync(this.#folder, { recursive: true });
    console.info(`searched ${bytes} bytes for ${secrets} secrets: ${found.length} hits`);
    if (found.length === 0) return;
    this.#error = new Error(["The product has written secrets:", ...found.slice(0, 20)].join("\n\n"));
    console.error(this.#error.message);
    results.numFailedTests += 1;
  }

  getLastError(): Error | undefined {
    return this.#error;
  }
}
