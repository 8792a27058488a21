import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory for what is gone when the bench ends. */
export const scratch = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
process.once("exit", () => rmSync(scratch, { recursive: true }));
