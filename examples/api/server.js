// The API of the examples: the server of this project, with one field more that is for administrators alone.
import { readFile } from "node:fs/promises";
import { accessReport } from "latchkey";
import { readSettings } from "#latchkey/config.js";
import { readEnvironment } from "#latchkey/read-environment.js";
import { run } from "#latchkey/run.js";
import { createLog } from "#latchkey/telemetry/create-log.js";

const settings = readSettings(readEnvironment(process.env));
const log = await createLog({ level: settings.logLevel, pretty: process.stdout.isTTY });
const stop = await run(settings, log, {
  typeDefs: await readFile(new URL("access.graphql", import.meta.url), "utf8"),
  resolvers: {
    Query: {
      // Nothing about roles here: this is reached by those whom `@auth` lets through.
      access: (_parent, _args, _context, { schema }) => accessReport(schema).filter(({ access }) => access !== "open"),
    },
  },
});
const end = () => stop().then(() => process.exit(0));
process.once("SIGINT", end).once("SIGTERM", end);
