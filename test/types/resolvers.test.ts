import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyProject, type ProjectCopy } from "../support/copy-project.js";
import { run } from "../support/run.js";

let project: ProjectCopy;
beforeAll(async () => {
  project = await copyProject();
});
afterAll(() => project.remove());

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(project.folder, file);
  const before = await readFile(path, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`${file} is not what this test expects`);
  await writeFile(path, after);
}

async function build(): Promise<{ code: number; output: string }> {
  const generated = await run(
    project.folder,
    "node_modules/.bin/graphql-codegen",
    "--config",
    "codegen.ts",
    "--silent",
  );
  return generated.code === 0 ? run(project.folder, "node_modules/.bin/tsc", "-p", ".", "--noEmit") : generated;
}

/** The README's steps, as code blocks of a language. */
async function readStep(language: string): Promise<string> {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const block = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)\\1\`\`\``, "m").exec(readme)?.[2];
  if (block === undefined) throw new Error(`the README has no ${language} block`);
  return block;
}

describe("a resolver", () => {
  it("of a new guarded field compiles as the README says", async () => {
    await writeFile(join(project.folder, "schema/vault.graphql"), await readStep("graphql"));
    const line = await readStep("ts");
    await edit("src/graphql/resolvers.ts", (text) => text.replace("Query: {\n", `Query: {\n${line}`));
    expect(await build()).toEqual({ code: 0, output: "" });
  }, 120_000);

  it("stops compiling when its field is no longer guarded", async () => {
    await edit("schema/vault.graphql", (text) => text.replace('@auth(roles: "admin")', "@public"));
    const { code, output } = await build();
    expect(code).not.toBe(0);
    expect(output).toMatch(/resolvers\.ts.*'identity' is possibly 'null'/);
  }, 120_000);

  it("me stops compiling too", async () => {
    await edit("schema/vault.graphql", (text) => text.replace("@public", '@auth(roles: "admin")'));
    await edit("schema/session.graphql", (text) => text.replace("me: User! @auth", "me: User! @public"));
    const { code, output } = await build();
    expect(code).not.toBe(0);
    expect(output).toMatch(/resolvers\.ts\(\d+,\d+\): error .*Identity \| null/);
  }, 120_000);
});
