import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { run } from "../support/run.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-"));
  const packed = await run(root, "npm", "pack", "--ignore-scripts", "--json", "--silent", "--pack-destination", folder);
  const parsed = JSON.parse(packed.output.slice(packed.output.search(/^[[{]/m)));
  const [tarball] = Array.isArray(parsed)
    ? parsed
    : Object.values<{ filename: string; files: { path: string }[] }>(parsed);
  files = tarball.files.map(({ path }: { path: string }) => path);
  const installed = join(folder, "node_modules/latchkey");
  await mkdir(installed, { recursive: true });
  await run(folder, "tar", "xzf", tarball.filename, "--strip-components=1", "-C", installed);
  await symlink(join(root, "node_modules"), join(installed, "node_modules"));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** What may be in it; the rest of the repository may not. */
const contents: [string, RegExp][] = [
  ["programs and their types", /^dist\/(?!explorer\/)([a-z-]+\/)*[a-z-]+\.(js|d\.ts)$/],
  ["the explorer", /^dist\/explorer\/(index\.html|assets\/[\w-]+\.(js|css)(\.gz)?)$/],
  ["the notices of what the explorer is made of", /^dist\/explorer\/licences\.txt$/],
  ["the contract", /^schema\/[a-z-]+\.graphql$/],
  ["the demo realm", /^deploy\/local-realm\.json$/],
  ["what npm reads", /^package\.json$/],
  ["what people read", /^(README\.md|CHANGELOG\.md|LICENSE|\.env\.example)$/],
];

describe("the package", () => {
  it.each(contents)("holds %s", (_name, pattern) => {
    expect(files.filter((file) => pattern.test(file))).not.toEqual([]);
  });

  it("holds nothing else", () => {
    expect(files.filter((file) => !contents.some(([, pattern]) => pattern.test(file)))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/cli.js"]));
  });

  it("exports what it promises, from another folder", async () => {
    await writeFile(
      join(folder, "main.mjs"),
      `import * as latchkey from "latchkey";
       import { startTestProvider } from "latchkey/testing";
       console.log(JSON.stringify(Object.keys(latchkey)));
       const provider = await startTestProvider();
       const verifier = await latchkey.createVerifier({ issuer: provider.issuer, clientId: "local-api" });
       const context = await latchkey.createContext({ verifier })({
         headers: new Headers({ authorization: "Bearer " + provider.mint({ roles: ["admin"] }) }),
       });
       console.log(context.identity.username, [...context.identity.roles].includes("admin"));
       verifier.close();
       await provider.stop();`,
    );
    const { code, output } = await run(folder, process.execPath, "main.mjs");
    expect([code, output]).toEqual([0, expect.any(String)]);
    const [names = "[]", identity] = output.trim().split("\n");
    expect(JSON.parse(names)).toEqual(
      expect.arrayContaining([
        "authTypeDefs",
        "guardSchema",
        "authPlugin",
        "createVerifier",
        "createContext",
        "InvalidToken",
        "ProviderUnavailable",
        "accessReport",
      ]),
    );
    expect(identity).toMatch(/^\S+ true$/);
  });
});
