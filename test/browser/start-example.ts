import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyProject } from "../support/copy-project.js";
import { run } from "../support/run.js";
import { type Program, startMain } from "../support/start-main.js";

export interface Example {
  /** Starts it, with its embedded provider. */
  start(environment?: Readonly<Record<string, string>>): Promise<Program>;
  remove(): Promise<void>;
}

const types = 2_000;

/** The project as somebody has extended it: a field for administrators alone, and 2,000 types more. */
export async function buildExample(): Promise<Example> {
  const { folder, remove } = await copyProject();
  const names = Array.from({ length: types }, (_, index) => `Thing${index}`);
  const sdl = `
    extend type Query {
      "What only an administrator may read."
      vault: String! @auth(roles: "admin")
      thing: Thing0 @public
      node(filter: Filter, deleted: Boolean @auth(roles: "admin")): Node @public
    }
    interface Node { id: ID! @auth(roles: "admin") }
    type Document implements Node { id: ID! }
    input Filter { owner: String @auth(roles: "admin") text: String }
    ${names.map((name, index) => `type ${name} { id: ID! next: Thing${(index + 1) % types} }`).join("\n")}`;
  await writeFile(join(folder, "schema/example.graphql"), sdl);
  const resolvers = join(folder, "src/graphql/resolvers.ts");
  const before = await readFile(resolvers, "utf8");
  const me = "me: (_parent, _args, { identity }) => identity,";
  if (!before.includes(me)) throw new Error("resolvers.ts is not what this example expects");
  await writeFile(resolvers, before.replace(me, `${me}\n      vault: () => "Opened",`));
  const built = await run(folder, "npm", "run", "-s", "build");
  if (built.code !== 0) throw new Error(built.output);
  return { remove, start: (environment) => startMain(environment, join(folder, "dist/main.js")) };
}
