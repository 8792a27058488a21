// `npm run example`: the API of the examples and the frontend of examples/web, side by side until Ctrl-C.
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readEnvironment } from "../dist/read-environment.js";

const port = 4173;
const apiUrl = `http://localhost:${readEnvironment(process.env).PORT ?? 8000}`;
// With the terminal as its own, it sets its log for reading.
const api = spawn(process.execPath, ["examples/api/server.js"], { stdio: ["ignore", "inherit", "inherit"] });
const web = spawn(process.execPath, ["node_modules/vite/bin/vite.js", "preview", "--port", `${port}`], {
  cwd: fileURLToPath(new URL("../examples/web/", import.meta.url)),
  env: { ...process.env, API_URL: apiUrl },
  stdio: ["ignore", "pipe", "inherit"],
});
const programs = [api, web];

// Ctrl-C reaches both by itself, as all of a terminal's foreground does; another signal reaches this program alone.
let stopping = false;
const stop = () => {
  stopping = true;
  for (const program of programs) program.kill();
};
process.once("SIGINT", stop).once("SIGTERM", stop);

Promise.all([untilLive(), untilPrinted("http://localhost:")]).then(() =>
  console.log(`The example: http://localhost:${port}\nCtrl-C stops it.\n`),
);
// One is of no use without the other.
const [code] = await Promise.race(programs.map((program) => once(program, "exit")));
if (!stopping) process.exitCode = code || 1;
stop();

async function untilLive() {
  while (!stopping && !(await fetch(`${apiUrl}/livez`).catch(() => null))?.ok) await setTimeout(100);
}

/** @param {string} words of the frontend. */
async function untilPrinted(words) {
  let printed = "";
  for await (const [chunk] of on(web.stdout, "data")) {
    printed += chunk;
    if (printed.includes(words)) return;
  }
}
