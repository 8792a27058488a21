import { setTimeout as sleep } from "node:timers/promises";
import { load } from "./load.js";
import { readCpuSeconds, readRss } from "./process-usage.js";
import { check } from "./requests.js";
import { toRequestsOf } from "./workloads.js";

/**
 * Sends one workload to each contender in turn, round after round, and checks answers meanwhile.
 *
 * @param {{ contender: object, origin: string, pid: number }[]} running contenders that take part
 * @returns samples by the contender's name, one a round
 * @throws Error for a wrong answer, a lost request, or another number of refusals than expected.
 */
export async function measure(workload, running, provider, { rounds, seconds, warmUp }) {
  const requests = await workload.toRequests();
  const { connections = 64 } = workload;
  const contenders = running.map(({ contender, origin, pid }) => ({
    origin,
    pid,
    name: contender.name,
    requests: toRequestsOf(contender, requests),
    /** Where the next run goes on: one that starts over would find its tokens remembered. */
    offset: 0,
  }));
  const samples = Object.fromEntries(contenders.map(({ name }) => [name, []]));

  async function run(contender, seconds) {
    const { origin, pid, name, requests, offset } = contender;
    const askedBefore = await provider.countRequests();
    const before = readCpuSeconds(pid);
    const loading = load(origin, requests, { offset, connections, seconds });
    const checked = checkUntil(loading, origin, requests);
    const { refused, lost, ...sample } = await loading;
    contender.offset += sample.requests + connections;
    const cpu = readCpuSeconds(pid) - before;
    if (lost > 0) throw new Error(`${name} lost ${lost} requests of ${workload.name}`);
    const turns = Math.ceil((sample.requests + connections) / requests.length);
    const mostRefused = turns * requests.filter(({ isRefused }) => isRefused).length;
    const mostAnswered = turns * requests.filter(({ isRefused }) => !isRefused).length;
    if (refused > mostRefused) throw new Error(`${name} refused ${refused} requests of ${workload.name}`);
    if (sample.requests - refused > mostAnswered)
      throw new Error(`${name} refused only ${refused} of ${sample.requests} requests of ${workload.name}`);
    const checks = await checked;
    return {
      ...sample,
      rate: sample.requests / sample.seconds,
      // The few requests that checked answers are in the process's time, and so here.
      cpu: (cpu / (sample.requests + checks)) * 1e6,
      rss: readRss(pid),
      asked: (await provider.countRequests()) - askedBefore,
    };
  }

  for (const contender of contenders) {
    for (const request of sampleOf(contender.requests)) await check(contender.origin, request);
    await run(contender, warmUp);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) samples[contender.name].push(await run(contender, seconds));
  }
  return samples;
}

/** Checks answers, five a second, until the load is over. */
async function checkUntil(loading, origin, requests) {
  let over = false;
  const end = () => {
    over = true;
  };
  loading.then(end, end);
  let checks = 0;
  while (!over) {
    // From the end: the load begins at the other.
    await check(origin, requests.at(-1 - (checks % requests.length)));
    checks += 1;
    await Promise.race([sleep(200), loading]);
  }
  return checks;
}

/** A few of many, the last among them. */
const sampleOf = (requests) =>
  requests.filter((_, i) => i % Math.ceil(requests.length / 20) === 0).concat(requests.at(-1));
