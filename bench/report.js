import { contenders } from "./contenders.js";
import { toGoalRows } from "./goals.js";
import { median, ratio, spread } from "./statistics.js";
import { families } from "./workloads.js";

const titles = Object.fromEntries(contenders.map(({ name, title }) => [name, title]));
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 2, minimumFractionDigits: 2 });

/** Markdown of one workload. */
export function toSection({ title }, samples) {
  const of = (name, key) => samples[name].map((sample) => sample[key]);
  const rows = Object.keys(samples).map((name) => {
    const rate = spread(of(name, "rate"));
    return [
      titles[name],
      whole.format(rate.median),
      `${whole.format(rate.least)}–${whole.format(rate.most)}`,
      fine.format(median(of(name, "p50"))),
      fine.format(median(of(name, "p99"))),
      whole.format(median(of(name, "cpu"))),
      whole.format(median(of(name, "rss"))),
      toTimes(samples, name),
    ];
  });
  const head = ["", "req/s", "spread", "p50 ms", "p99 ms", "CPU µs/req", "RSS MiB", "Latchkey is × as fast"];
  return `### ${title}\n\n${toTable(head, rows)}\n`;
}

function toTimes(samples, name) {
  if (name === "latchkey" || samples.latchkey === undefined) return "";
  const rates = (name) => samples[name].map(({ rate }) => rate);
  const times = ratio(rates("latchkey"), rates(name));
  return `${fine.format(times.median)} (${fine.format(times.least)}–${fine.format(times.most)})`;
}

/** Markdown of workloads that differ in a size. */
export function toFamilySection(family, members) {
  const names = Object.keys(members[0].samples);
  const head = ["req/s", ...members.map(({ workload }) => workload.title)];
  const rows = names.map((name) => [
    titles[name],
    ...members.map(({ samples }) => whole.format(median(samples[name].map(({ rate }) => rate)))),
  ]);
  return `### ${families[family]}\n\n${toTable(head, rows)}\n`;
}

export function toMeasureSection({ start, guardCost, memory, login, processes, workloads }) {
  const lines = [];
  if (start !== undefined) {
    lines.push(`- start: \`node dist/main.js\` listens after ${whole.format(start.program.median)} ms`);
    for (const { size, start: listening, guard } of start.growing) {
      lines.push(
        `- with ${whole.format(size)} more types: ${whole.format(listening)} ms, ${fine.format(guard)} ms of them for the guard`,
      );
    }
  }
  if (guardCost !== undefined) {
    const { unguarded, guarded, byGraphQL } = guardCost;
    lines.push(
      `- the list in process: ${fine.format(unguarded)} ms unguarded, ${fine.format(guarded)} ms guarded (medians ${fine.format(guardCost.ratio)} ×, fastest ${fine.format(guardCost.fastest)} ×)`,
      `- the same by graphql-js: ${fine.format(byGraphQL)} ms guarded (medians ${fine.format(guardCost.ratioByGraphQL)} × unguarded)`,
    );
  }
  if (memory !== undefined) {
    const { tokens, remembered, bytes } = memory;
    lines.push(
      `- of ${whole.format(tokens)} tokens ${whole.format(remembered)} are remembered, in ${fine.format(bytes / 1e6)} MB: ${whole.format(bytes / remembered)} bytes each`,
    );
  }
  if (login !== undefined) {
    lines.push(
      `- login, p50: ${fine.format(login.api)} ms, of which the provider's answer is ${fine.format(login.provider)} ms`,
    );
  }
  if (processes !== undefined) {
    lines.push(
      `- two processes on two cores: ${fine.format(processes.scaling)} × one by the processor time that the servers had (${whole.format(processes.one)} req/s for one with a core for itself, ${whole.format(processes.two)} req/s for two that share theirs with what loads them)`,
    );
  }
  const garbage = workloads.garbage?.latchkey;
  if (garbage !== undefined) {
    const asked = garbage.reduce((sum, sample) => sum + sample.asked, 0);
    lines.push(
      `- requests to the provider while Latchkey refused tokens that are none: ${asked}; it reads the keys every 50 s, whoever asks`,
    );
  }
  return lines.length === 0 ? "" : `### Beside the load\n\n${lines.join("\n")}\n`;
}

export function toGoalSection(results) {
  const rows = toGoalRows(results);
  return rows.length === 0 ? "" : `### Goals\n\n${toTable(["", "goal", "measured", "met"], rows)}\n`;
}

function toTable(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
