import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cores } from "../cores.js";
import { toManyTypes } from "../many-types.js";
import { runJson } from "../run-json.js";
import { scratch } from "../scratch.js";
import { findPort, startProcess } from "../start-process.js";
import { median, spread } from "../statistics.js";

/** Milliseconds from the start of the process until it listens, and what guarding takes, for schemas that grow. */
export async function measureStart(provider, { rounds, sizes }) {
  const program = [];
  for (let round = 0; round < rounds; round += 1) program.push(await timeStart(provider, "../dist/main.js"));
  const growing = [];
  for (const size of sizes) {
    const file = join(scratch, `types-${size}.graphql`);
    writeFileSync(file, toManyTypes(size));
    const starts = [];
    const guards = [];
    for (let round = 0; round < rounds; round += 1) {
      starts.push(await timeStart(provider, "contenders/latchkey.js", { BENCH_TYPE_DEFS: file }));
      guards.push((await runJson("measures/guard-time.js", [`${size}`])).milliseconds);
    }
    growing.push({ size, start: median(starts), guard: median(guards) });
  }
  return { program: spread(program), growing };
}

async function timeStart(provider, file, more) {
  const port = await findPort();
  const env = { ...provider.env, RUNTIME_ENV: "prod", LOG_LEVEL: "warn", HOST: "127.0.0.1", PORT: `${port}`, ...more };
  const start = performance.now();
  const { stop } = startProcess(cores.server, process.execPath, [file], env);
  while (!(await listens(port))) await sleep(2);
  const elapsed = performance.now() - start;
  await stop("SIGKILL");
  return elapsed;
}

async function listens(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
