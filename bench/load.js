import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cores, pin } from "./cores.js";
import { scratch } from "./scratch.js";

const hasWrk = spawnSync("wrk", ["-v"]).error === undefined;
const here = fileURLToPath(new URL(".", import.meta.url));

export const generator = hasWrk ? "wrk" : "autocannon";

/** Requests written to a file, by their array. */
const files = new Map();

/**
 * Sends requests in turn, from an offset on and then from the first again, over so many connections.
 *
 * @returns requests answered, seconds it took, p50 and p99 in milliseconds, how many were answered with 4xx or 5xx, and
 *   how many not at all.
 */
export async function load(origin, requests, { offset = 0, connections, seconds, core = cores.load }) {
  let file = files.get(requests);
  if (file === undefined) {
    file = join(scratch, `${files.size}`);
    files.set(requests, file);
    writeFileSync(file, hasWrk ? requests.map(toRaw).join("\0") : JSON.stringify(requests));
  }
  const start = `${offset % requests.length}`;
  const wrk = [
    "wrk",
    [
      "-t1",
      `-c${connections}`,
      `-d${seconds}s`,
      "--timeout=10s",
      "-s",
      "load.lua",
      origin,
      file,
      start,
      `${connections}`,
    ],
  ];
  const autocannon = [process.execPath, ["autocannon.js", origin, file, start, `${connections}`, `${seconds}`]];
  const { stdout } = await promisify(execFile)(...pin(core, ...(hasWrk ? wrk : autocannon)), { cwd: here });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}

function toRaw({ method, path, headers, body = "" }) {
  const all = {
    host: "localhost",
    ...headers,
    ...(method === "GET" ? {} : { "content-length": Buffer.byteLength(body) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}
