import { contenders } from "./contenders.js";
import { median, ratio, spread } from "./statistics.js";

const titles = Object.fromEntries(contenders.map(({ name, title }) => [name, title]));
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 2, minimumFractionDigits: 2 });

/** A Markdown table of one workload. */
export function toTable(samples) {
  const of = (name, key) => samples[name].map((sample) => sample[key]);
  const rows = Object.keys(samples).map((name) => {
    const { median: rate, least, most } = spread(of(name, "rate"));
    const times = samples.latchkey === undefined ? null : ratio(of("latchkey", "rate"), of(name, "rate"));
    return [
      titles[name],
      whole.format(rate),
      `${whole.format(least)}–${whole.format(most)}`,
      fine.format(median(of(name, "p50"))),
      fine.format(median(of(name, "p99"))),
      whole.format(median(of(name, "cpu"))),
      whole.format(median(of(name, "rss"))),
      times === null || name === "latchkey"
        ? ""
        : `${fine.format(times.median)} (${fine.format(times.least)}–${fine.format(times.most)})`,
    ];
  });
  const head = ["", "req/s", "spread", "p50 ms", "p99 ms", "CPU µs/req", "RSS MiB", "Latchkey is × as fast"];
  return toMarkdown(head, rows);
}

export function toMarkdown(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

export function printSamples({ title }, samples) {
  console.log(`\n### ${title}\n\n${toTable(samples)}`);
}
