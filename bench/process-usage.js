import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");
const ticksPerSecond = hasProc ? Number(execFileSync("getconf", ["CLK_TCK"])) : Number.NaN;

/** Seconds of processor time that a process has used, with all its threads. Not a number where there is no `/proc`. */
export function readCpuSeconds(pid) {
  if (!hasProc) return Number.NaN;
  // The name of the program is in parentheses, and may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** MiB that a process has in memory. Not a number where there is no `/proc`. */
export function readRss(pid) {
  if (!hasProc) return Number.NaN;
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1_024;
}
