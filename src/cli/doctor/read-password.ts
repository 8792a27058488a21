import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "../usage-error.js";

/**
 * The password of `LATCHKEY_DOCTOR_PASSWORD`, or what is typed at the terminal, which is not shown. Never an argument:
 * others on the machine can read those.
 *
 * @throws UsageError when there is neither; Error when the question is broken off.
 */
export async function readPassword(username: string, given: string | undefined): Promise<string> {
  if (given) return given;
  if (!process.stdin.isTTY) throw new UsageError(`Set LATCHKEY_DOCTOR_PASSWORD to the password of ${username}`);

  process.stderr.write(`Password of ${username} (it is not shown): `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
