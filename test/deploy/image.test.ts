import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { copyProject } from "../support/copy-project.js";
import { run } from "../support/run.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("the image is built from what .dockerignore lets through", async () => {
  const lines = (await readFile(join(root, ".dockerignore"), "utf8")).split("\n");
  const project = await copyProject(lines.flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : [])));
  try {
    const { code, output } = await run(project.folder, "npm", "run", "-s", "build");
    expect([code, output]).toEqual([0, expect.any(String)]);
  } finally {
    await project.remove();
  }
}, 120_000);
