// `npm run bench`: the product and its peers, side by side. `README.md` says how to read what it prints.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contenders, startContender } from "./contenders.js";
import { fastapiPython } from "./fastapi-python.js";
import { machine } from "./machine.js";
import { measure } from "./measure.js";
import { measureLogin } from "./measures/login-cost.js";
import { measureStart } from "./measures/start-time.js";
import { measureTwoProcesses } from "./measures/two-processes.js";
import { toPlot } from "./plot.js";
import { toFamilySection, toGoalSection, toMeasureSection, toSection } from "./report.js";
import { check, me, refusedMe } from "./requests.js";
import { runJson } from "./run-json.js";
import { scratch } from "./scratch.js";
import { startProvider } from "./start-provider.js";
import { createWorkloads, families, toRequestsOf } from "./workloads.js";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    workloads: { type: "string" },
    contenders: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
  },
});
const { quick } = options;
const rounds = Number(options.rounds ?? (quick ? 3 : 5));
const seconds = Number(options.seconds ?? (quick ? 1 : 4));
const warmUp = quick ? 1 : 3;
const picks = (list, ...names) => list === undefined || names.some((name) => list.split(",").includes(name));
/** Workloads named, or all; with those, what is measured beside them. */
const isWhole = options.workloads === undefined;

const sections = [];
const say = (section) => {
  if (section === "") return;
  sections.push(section);
  console.log(`\n${section}`);
};

say(`# ${new Date().toISOString().slice(0, 10)}, ${machine}\n\n${rounds} rounds of ${seconds} s, medians.`);
if (fastapiPython === undefined)
  console.log("No Python with FastAPI here: `npm run bench:python` installs one. It is left out.");

const provider = await startProvider();
const workloads = createWorkloads(provider.mint)
  .filter(({ name, family }) => picks(options.workloads, name, family))
  .map((workload) => ({
    ...workload,
    taking: (quick && isWhole ? workload.quick : workload.contenders).filter((name) => picks(options.contenders, name)),
  }))
  .filter(({ taking }) => taking.length > 0);
const results = { workloads: {} };

const running = new Map();
for (const contender of contenders) {
  if (!workloads.some(({ taking }) => taking.includes(contender.name))) continue;
  const started = await startContender(contender, provider);
  running.set(contender.name, { contender, ...started });
  if (contender.isOpen) continue;
  for (const request of toRequestsOf(contender, [refusedMe(), refusedMe("not.a.token")])) {
    await check(started.origin, request);
  }
}

for (const workload of workloads) {
  const taking = workload.taking.map((name) => running.get(name)).filter((one) => one !== undefined);
  const samples = await measure(workload, taking, provider, { rounds, seconds, warmUp });
  results.workloads[workload.name] = samples;
  if (workload.family === undefined) say(toSection(workload, samples));
}
for (const family of Object.keys(families)) {
  const members = workloads
    .filter((workload) => workload.family === family)
    .map((workload) => ({ workload, samples: results.workloads[workload.name] }));
  if (members.length > 0) say(toFamilySection(family, members));
}

const latchkey = running.get("latchkey");
if (latchkey !== undefined && isWhole) {
  results.login = await measureLogin(latchkey.origin, provider, { count: quick ? 40 : 300 });
  if (!quick) {
    const requests = [me((await provider.mint(1))[0])];
    results.processes = await measureTwoProcesses(latchkey, provider, requests, { rounds, seconds });
    const tokens = join(scratch, "tokens");
    writeFileSync(tokens, (await provider.mint(10_000)).map((token) => `${token}\n`).join(""));
    results.memory = await runJson("measures/token-memory.js", [tokens], { env: provider.env });
  }
}
for (const { stop } of running.values()) await stop();
if (isWhole) {
  results.guardCost = await runJson("measures/guard-cost.js", [quick ? "100" : "400"]);
  results.start = await measureStart(provider, {
    rounds: quick ? 1 : 5,
    sizes: quick ? [2_000] : [0, 250, 500, 1_000, 2_000],
  });
}
await provider.stop();

say(toMeasureSection(results));
say(toGoalSection(results));
const directory = new URL("results/", import.meta.url).pathname;
mkdirSync(directory, { recursive: true });
const name = isWhole && options.contenders === undefined ? (quick ? "quick" : "full") : "part";
writeFileSync(join(directory, `${name}.md`), `${sections.map((section) => section.trimEnd()).join("\n\n")}\n`);
writeFileSync(join(directory, `${name}.svg`), toPlot(workloads, results.workloads));
console.log(`\nWritten: bench/results/${name}.md, bench/results/${name}.svg`);
