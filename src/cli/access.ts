import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type AccessReport, accessReport } from "../graphql/access-report.js";
import { readSchema } from "./read-schema.js";
import { toAccessDifference } from "./to-access-difference.js";
import { UsageError } from "./usage-error.js";

const lockFile = "access.lock";

const usage = `Usage: latchkey access [--json | --markdown | --lock | --check] [--schema PATH]...

Who may use what. PATH is a directory of .graphql files, a file, or a pattern such as schema/*.graphql; default schema.

  --json      as data
  --markdown  as a table for a document
  --lock      writes ${lockFile}, to be committed: a change of permissions is then a change of that file
  --check     fails when ${lockFile} says something else, and says what`;

const formats = {
  json: (report: AccessReport) => JSON.stringify(report, null, 2),
  markdown: (report: AccessReport) =>
    [
      "| coordinate | who |",
      "| --- | --- |",
      ...report.map(({ coordinate, who }) => `| \`${coordinate}\` | ${who} |`),
    ].join("\n"),
  table: (report: AccessReport) => {
    const width = Math.max(...report.map(({ coordinate }) => coordinate.length));
    return report.map(({ coordinate, who }) => `${coordinate.padEnd(width)}  ${who}`).join("\n");
  },
  lock: (report: AccessReport) =>
    [
      "# Who may use what. Written by `latchkey access --lock`: review a change here as a change of permissions.",
      ...report.map(({ coordinate, who }) => `${coordinate} ${who}`),
      "",
    ].join("\n"),
};

/** `latchkey access`: prints who may use what, or compares it with what was agreed on. */
export async function access(args: string[]): Promise<number> {
  const { json, markdown, lock, check, help, schema } = readOptions(args);
  if (help) {
    console.log(usage);
    return 0;
  }
  if ([json, markdown, lock, check].filter(Boolean).length > 1) throw new UsageError(usage);
  const report = accessReport(await readSchema(schema));
  if (lock) {
    await writeFile(lockFile, formats.lock(report));
  } else if (check) {
    const difference = toAccessDifference(await readLock(), formats.lock(report));
    if (difference.length === 0) return 0;
    console.error([`${lockFile} does not agree with the schema:`, ...difference].join("\n"));
    console.error("If this is meant, run `latchkey access --lock` and commit the file.");
    return 1;
  } else {
    console.log(json ? formats.json(report) : markdown ? formats.markdown(report) : formats.table(report));
  }
  return 0;
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        json: { type: "boolean" },
        markdown: { type: "boolean" },
        lock: { type: "boolean" },
        check: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        schema: { type: "string", multiple: true, default: ["schema"] },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

async function readLock(): Promise<string> {
  try {
    return await readFile(lockFile, "utf8");
  } catch (error) {
    throw new Error(`${lockFile} cannot be read: write it with \`latchkey access --lock\``, { cause: error });
  }
}
