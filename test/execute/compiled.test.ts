import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";

const program = fileURLToPath(new URL("compare.js", import.meta.url));

it.each([
  ["hardly anything goes wrong", 1_000_000],
  ["little goes wrong", 40],
  ["much goes wrong", 6],
])("a compiled operation has the results, errors and calls of graphql-js where %s", async (_name, trouble) => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, `${trouble}`, "1200"]);
  const { differences, unheard, unheardByOther, executions, atOnce, failures } = JSON.parse(stdout);
  expect(differences).toEqual([]);
  // What a resolver has rejected deep inside a value that is not even looked at is nobody's.
  expect(unheard).toBeLessThanOrEqual(unheardByOther);
  expect([executions >= 1200, atOnce > 50, failures > 50]).toEqual([true, true, true]);
});
