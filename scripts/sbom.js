// `npm run -s sbom`: the software bill of materials (CycloneDX) of what is shipped: what `npm ci --omit=dev` installs, and
// what the explorer's bundle holds. To standard output.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
const { packages } = read("package-lock.json");
const bundled = read("dist/explorer/stamp.json").files.map(
  (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0],
);
const isShipped = (path) => packages[path] !== undefined && (!packages[path].dev || bundled.includes(path));

const tool = ["exec", "--yes", "--package=@cyclonedx/cyclonedx-npm@6.0.1", "--", "cyclonedx-npm"];
const bom = JSON.parse(
  execFileSync("npm", [...tool, "--flatten-components", "--validate"], {
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "inherit"],
  }),
);
const toPath = ({ properties }) => properties.find(({ name }) => name === "cdx:npm:package:path").value;
// The lockfile leaves out where packages are fetched from, without which the tool leaves out what they hash to.
const toHash = ({ integrity }) => ({
  alg: "SHA-512",
  content: Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex"),
});
bom.components = bom.components
  .filter((component) => isShipped(toPath(component)))
  .map((component) => ({
    ...component,
    hashes: [toHash(packages[toPath(component)])],
    // A development dependency that is bundled is shipped.
    properties: component.properties.filter(({ name }) => name !== "cdx:npm:package:development"),
  }));
const listed = new Set([bom.metadata.component, ...bom.components].map((component) => component["bom-ref"]));
bom.dependencies = bom.dependencies
  .filter(({ ref }) => listed.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => listed.has(other)) }));

const missing = Object.keys(packages).filter(
  (path) => path !== "" && isShipped(path) && !bom.components.some((component) => toPath(component) === path),
);
if (missing.length > 0) throw new Error(`not installed, so not in the bill of materials: ${missing.join(", ")}`);
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
