import { randomUUID } from "node:crypto";
import { readSettings } from "./config.js";
import { InvalidSettings } from "./invalid-settings.js";
import { readEnvironment } from "./read-environment.js";

try {
  const environment = readEnvironment(process.env);
  const settings = readSettings(environment);
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
  let endTracing = async () => {};
  if (settings.tracing) {
    // What sends the traces reads its variables itself, and knows nothing of a file.
    for (const name of Object.keys(environment)) if (name.startsWith("OTEL_")) process.env[name] = environment[name];
    const { startTracing } = await import("./telemetry/tracing/start-tracing.js");
    endTracing = await startTracing(environment, log);
  }
  const stop = await run(settings, log);
  const end = async () => {
    // A second signal ends at once.
    process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));
    await stop();
    await endTracing();
    process.exit(0);
  };
  process.once("SIGINT", end).once("SIGTERM", end);
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
