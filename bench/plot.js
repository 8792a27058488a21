import { contenders } from "./contenders.js";
import { spread } from "./statistics.js";
import { families } from "./workloads.js";

const titles = Object.fromEntries(contenders.map(({ name, title }) => [name, title]));
const [width, left, right, bar, gap] = [860, 300, 110, 18, 8];
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const toMarkup = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("`", "");

/** An SVG: a bar for each contender in each workload, its median, and a whisker from the least to the most of its rounds. */
export function toPlot(workloads, results) {
  const shapes = [];
  let y = 10;
  for (const { name, title, family } of workloads) {
    const samples = results[name];
    shapes.push(text(10, y + 20, family === undefined ? title : `${families[family]}: ${title}`, "title"));
    y += 32;
    const rows = Object.keys(samples).map((one) => [one, spread(samples[one].map(({ rate }) => rate))]);
    const scale = (width - left - right) / Math.max(...rows.map(([, { most }]) => most));
    for (const [one, { median, least, most }] of rows) {
      const middle = y + bar / 2;
      shapes.push(
        text(left - 8, middle + 4, titles[one], "label"),
        `<rect x="${left}" y="${y}" width="${fix(median * scale)}" height="${bar}" class="${one.startsWith("latchkey") ? "ours" : "peer"}"/>`,
        `<path d="M${fix(left + least * scale)} ${middle}H${fix(left + most * scale)}"/>`,
        text(fix(left + most * scale) + 6, middle + 4, `${whole.format(median)}/s`, "value"),
      );
      y += bar + gap;
    }
    y += 10;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Requests per second of each contender, by workload">
<style>.title{font-weight:600}.label{text-anchor:end}.ours{fill:#0b7a4b}.peer{fill:#9db2c9}path{stroke:#222;stroke-width:1.5}</style>
<rect width="100%" height="100%" fill="#fff"/>
${shapes.join("\n")}
</svg>
`;
}

const fix = (value) => Math.round(value * 10) / 10;
const text = (x, y, words, kind) => `<text x="${x}" y="${y}" class="${kind}">${toMarkup(words)}</text>`;
