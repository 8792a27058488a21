import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { run } from "../support/run.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function readPages(from: string): Promise<Record<string, string>> {
  const files = (await readdir(from, { recursive: true })).filter((file) => file.endsWith(".md")).sort();
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(from, file), "utf8")])),
  );
}

describe("docs/api", () => {
  it("is what `npm run docs:api` makes of the docstrings now", async () => {
    const { code, output } = await run(root, "npm", "run", "-s", "docs:api", "--", "--out", folder);
    expect([code, output]).toEqual([0, expect.any(String)]);
    expect(await readPages(join(root, "docs/api"))).toEqual(await readPages(folder));
  }, 120_000);

  it("has every export of both entries, with a promise of its own", async () => {
    const pages = Object.values(await readPages(join(root, "docs/api"))).join("\n");
    const names = [...Object.keys(await import("latchkey")), ...Object.keys(await import("latchkey/testing"))];
    for (const name of names) expect(pages).toMatch(new RegExp(`^### ${name}`, "m"));
  });
});
