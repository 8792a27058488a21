import { randomUUID } from "node:crypto";
import { readSettings } from "./config.js";
import { InvalidSettings } from "./invalid-settings.js";
import { readEnvironment } from "./read-environment.js";

try {
  const settings = readSettings(readEnvironment(process.env));
  // Loaded only now: settings that cannot be used are answered before anything else is.
  const { run } = await import("./run.js");
  const { createLog } = await import("./telemetry/create-log.js");
  const { local, logLevel } = settings;
  const log = await createLog({ level: logLevel, pretty: local && process.stdout.isTTY });
  // Also a rejection that nobody handles: what the program would do next, nobody knows.
  process.once("uncaughtException", (err, origin) => {
    log.fatal({ errorId: randomUUID(), origin, err }, "Unexpected error: the program ends");
    process.exit(1);
  });
  const stop = await run(settings, log);
  const end = async () => {
    // A second signal ends at once.
    process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));
    await stop();
    process.exit(0);
  };
  process.once("SIGINT", end).once("SIGTERM", end);
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
