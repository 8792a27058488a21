import { startContender } from "../contenders.js";
import { cores } from "../cores.js";
import { load } from "../load.js";
import { readCpuSeconds } from "../process-usage.js";
import { median } from "../statistics.js";

/**
 * `me` of one process on one core, and of two on two, in turn. Where there are two cores alone, the load generators share
 * them with the servers; so what counts is requests by the second of processor time that the servers had, times cores.
 *
 * @returns undefined where processes cannot be kept on cores.
 */
export async function measureTwoProcesses(first, provider, requests, { rounds, seconds }) {
  if (cores.second === undefined) return undefined;
  const second = await startContender(first.contender, provider, { core: cores.second });
  const run = async ({ origin, pid }, core, seconds) => {
    const before = readCpuSeconds(pid);
    const result = await load(origin, requests, { connections: 64, seconds, core });
    if (result.refused + result.lost > 0) throw new Error("not every request was answered");
    const rate = result.requests / result.seconds;
    return { rate, perCpuSecond: result.requests / (readCpuSeconds(pid) - before) };
  };
  const one = (seconds) => run(first, cores.load, seconds);
  const two = (seconds) =>
    Promise.all([run(first, cores.loadOfFirst, seconds), run(second, cores.loadOfSecond, seconds)]);
  try {
    await two(3);
    const samples = [];
    for (let round = 0; round < rounds; round += 1) {
      const alone = await one(seconds);
      const [left, right] = await two(seconds);
      samples.push({
        one: alone.rate,
        two: left.rate + right.rate,
        scaling: (left.perCpuSecond + right.perCpuSecond) / alone.perCpuSecond,
      });
    }
    const of = (key) => median(samples.map((sample) => sample[key]));
    return { one: of("one"), two: of("two"), scaling: of("scaling") };
  } finally {
    await second.stop();
  }
}
