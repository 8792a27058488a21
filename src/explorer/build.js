import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "esbuild";

// Bundles the explorer into dist/explorer/: assets/ with names that change with their content, index.html, and licences.txt.

const here = fileURLToPath(new URL("./", import.meta.url));
const root = join(here, "../..");
const out = join(root, "dist/explorer");
const stampFile = join(out, "stamp.json");

/** One line for what a bundle was made of, by content: it tells whether there is anything to do. */
async function toStamp(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(await readFile(join(root, file)));
  return hash.digest("hex");
}

async function isCurrent() {
  try {
    const { files, stamp } = JSON.parse(await readFile(stampFile, "utf8"));
    return stamp === (await toStamp(files));
  } catch {
    return false;
  }
}

/** The editor brings its fonts along, 260 KB of them: the ones of the system do. */
const withoutFonts = {
  name: "without-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /graphiql[\\/].*\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

/** What the licences of others ask for who passes their work on: the notice of every package that is bundled. */
async function toNotices(files) {
  const folders = new Set(files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]));
  folders.delete(undefined);
  const notices = [...folders].sort().map(async (folder) => {
    const { name, version, license, author } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined ? `By ${author?.name ?? author ?? name}` : await readFile(join(root, folder, file), "utf8");
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(notices)).join(`\n${"-".repeat(80)}\n\n`);
}

async function bundle() {
  await rm(out, { recursive: true, force: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(here, "main.tsx")],
    tsconfig: join(here, "tsconfig.json"),
    outdir: join(out, "assets"),
    entryNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    write: false,
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
    // It would put a style sheet of its own into the page, to keep a page that never scrolls from scrolling.
    alias: { "react-style-singleton": join(here, "no-style.ts") },
    plugins: [withoutFonts],
    logLevel: "warning",
  });
  await mkdir(join(out, "assets"), { recursive: true });
  for (const { path, contents } of outputFiles) {
    await writeFile(path, contents);
    await writeFile(`${path}.gz`, await promisify(gzip)(contents, { level: 9 }));
  }
  const named = (pattern) => outputFiles.map(({ path }) => basename(path)).find((name) => pattern.test(name));
  const page = (await readFile(join(here, "index.html"), "utf8"))
    .replace("main.css", named(/^main-\w+\.css$/))
    .replace("main.js", named(/^main-\w+\.js$/));
  await writeFile(join(out, "index.html"), page);
  await writeFile(join(out, "licences.txt"), await toNotices(Object.keys(metafile.inputs)));

  const own = ["index.html", "build.js", "tsconfig.json"].map((name) => relative(root, join(here, name)));
  const files = [...own, ...Object.keys(metafile.inputs).filter((file) => !/^\w+:/.test(file))];
  await writeFile(stampFile, JSON.stringify({ files, stamp: await toStamp(files) }));
}

if (!(await isCurrent())) await bundle();
