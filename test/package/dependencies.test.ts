import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const root = new URL("../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");
/** Where dependencies are installed from a lockfile. */
const folders = ["", "bench/", "examples/web/"];
const lockfiles = folders.map((folder) => `${folder}package-lock.json`);
const readLocked = (lockfile: string) =>
  Object.entries<Locked>(JSON.parse(read(lockfile)).packages).filter(([path]) => path !== "");
const toName = (path: string) => path.replace(/^.*node_modules\//, "");
const workflows = readdirSync(new URL(".github/workflows/", root));

/** They have an install script, and work when it is not run, as it never is here. */
const scripted = ["@apollo/protobufjs", "@parcel/watcher", "esbuild", "unrs-resolver"];

/** Licences that let everybody use, change and pass on what is under them, and ask for a notice at most. */
const licences = ["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];
const isFree = (licence = "") => licence.split(/ AND |[()]/).every((part) => part === "" || licences.includes(part));

describe("the dependencies", () => {
  it.each(folders)("of /%s are installed without their scripts", (folder) => {
    expect(read(`${folder}.npmrc`)).toMatch(/^ignore-scripts=true$/m);
  });

  it.each(lockfiles)("of %s have a hash and come from the registry", (lockfile) => {
    const locked = readLocked(lockfile);
    expect(locked.length).toBeGreaterThan(100);
    const strange = locked.filter(
      ([, { integrity = "", resolved, link }]) => !/^sha512-\S{88}$/.test(integrity) || resolved !== undefined || link,
    );
    expect(strange).toEqual([]);
  });

  it.each(lockfiles)("of %s need no install script", (lockfile) => {
    const found = readLocked(lockfile).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(found.map(([path]) => toName(path)).filter((name) => !scripted.includes(name))).toEqual([]);
  });

  it("that are shipped are under a licence that allows it", () => {
    const bundled = new Set<string>(
      JSON.parse(read("dist/explorer/stamp.json")).files.map(
        (file: string) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0],
      ),
    );
    expect(bundled).toContain("node_modules/react");
    const shipped = readLocked("package-lock.json").filter(([path, { dev }]) => !dev || bundled.has(path));
    expect(shipped.filter(([, { license }]) => !isFree(license)).map(([path, { license }]) => [path, license])).toEqual(
      [],
    );
  });

  it("are kept up to date in every folder that locks any, and so are actions and images", () => {
    const updates: { "package-ecosystem": string; directories?: string[] }[] = parse(
      read(".github/dependabot.yml"),
    ).updates;
    expect(updates.map((update) => update["package-ecosystem"])).toEqual([
      "npm",
      "github-actions",
      "docker",
      "docker-compose",
    ]);
    expect(updates[0]?.directories).toEqual(folders.map((folder) => `/${folder.replace(/\/$/, "")}`));
  });
});

describe("the workflows", () => {
  it.each(workflows)(
    "%s names actions by a whole commit and the version that it is, and gives no right to all jobs",
    (file) => {
      const text = read(`.github/workflows/${file}`);
      for (const [, action] of text.matchAll(/\buses: *(.*)/g)) {
        expect(action).toMatch(/^(\.\/\.github\/workflows\/\S+|[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
      }
      const { permissions, jobs } = parse(text);
      expect(permissions).toEqual({ contents: "read" });
      for (const job of Object.values<{ uses?: string; "timeout-minutes"?: number }>(jobs)) {
        expect(job.uses ?? job["timeout-minutes"]).toBeDefined();
      }
    },
  );
});
