#!/usr/bin/env node
import { access } from "./cli/access.js";
import { doctor } from "./cli/doctor.js";
import { UsageError } from "./cli/usage-error.js";

/** A command takes the arguments after its name and gives the exit status: 0 is yes, 1 is no. */
const commands = new Map<string, (args: string[]) => Promise<number>>([
  ["access", access],
  ["doctor", doctor],
]);

const [name = "", ...args] = process.argv.slice(2);
const command = commands.get(name);
const usage = `Usage: latchkey ${[...commands.keys()].join("|")} [options]`;
if (name === "--help" || name === "-h") {
  console.log(`${usage}\n\n--help after a command says what it does.`);
} else if (command === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
