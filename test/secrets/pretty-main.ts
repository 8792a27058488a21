import { readSettings } from "#latchkey/config.js";
import { run } from "#latchkey/run.js";
import { createLog } from "#latchkey/telemetry/create-log.js";

// The program on a terminal, where nobody has one.
const log = await createLog({ level: "trace", pretty: true });
const stop = await run(readSettings(process.env), log);
process.once("SIGTERM", async () => {
  await stop();
  process.exit(0);
});
