import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface ProjectCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

const sources = ["src", "schema", "deploy", "codegen", "codegen.ts", "tsconfig.json", "package.json"];

/** The sources in a folder of their own, to be changed and built as a user would. Installed packages are shared. */
export async function copyProject(parts: readonly string[] = sources): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-"));
  for (const part of parts) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
