// `npm run bench`: the product and its peers, side by side. `README.md` says how to read what it prints.
import { parseArgs } from "node:util";
import { contenders, startContender } from "./contenders.js";
import { measure } from "./measure.js";
import { printSamples } from "./report.js";
import { check, refusedMe } from "./requests.js";
import { startProvider } from "./start-provider.js";
import { createWorkloads, toRequestsOf } from "./workloads.js";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    workloads: { type: "string" },
    contenders: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
  },
});
const picks = (list) => (one) => list === undefined || list.split(",").includes(one);
const isWorkload = picks(options.workloads);
const isContender = picks(options.contenders);
const rounds = Number(options.rounds ?? 5);
const seconds = Number(options.seconds ?? (options.quick ? 1 : 4));
const warmUp = options.quick ? 1 : 3;

const provider = await startProvider();
const running = new Map();
for (const contender of contenders) {
  if (!isContender(contender.name)) continue;
  const started = await startContender(contender, provider);
  running.set(contender, started);
  if (contender.open) continue;
  for (const request of toRequestsOf(contender, [refusedMe(), refusedMe("not.a.token")])) {
    await check(started.origin, request);
  }
}
for (const workload of createWorkloads(provider.mint)) {
  if (!isWorkload(workload.name) && !isWorkload(workload.family)) continue;
  const taking = new Map([...running].filter(([contender]) => workload.for(contender)));
  const samples = await measure(workload, taking, { rounds, seconds, warmUp });
  printSamples(workload, samples);
}
for (const { stop } of running.values()) await stop();
await provider.stop();
