import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { type GraphQLSchema, Kind, parse } from "graphql";
import { authTypeDefs } from "../graphql/auth-type-defs.js";

/** Builds the schema of SDL files, with the declaration of `@auth` and `@public` where they have none of their own. */
export async function readSchema(paths: readonly string[]): Promise<GraphQLSchema> {
  const files = (await Promise.all(paths.map(findFiles))).flat();
  if (files.length === 0) throw new Error(`No .graphql file in ${paths.join(", ")}`);
  const documents = await Promise.all(files.sort().map(async (file) => parse(await readFile(file, "utf8"))));
  const isDeclared = documents.some(({ definitions }) =>
    definitions.some((node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === "auth"),
  );
  return makeExecutableSchema({ typeDefs: isDeclared ? documents : [authTypeDefs, ...documents] });
}

async function findFiles(path: string): Promise<string[]> {
  if (basename(path).includes("*")) {
    const literal = basename(path).replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    const pattern = new RegExp(`^${literal.replaceAll("*", ".*")}$`);
    const names = await readdir(dirname(path)).catch(refuse(dirname(path)));
    return names.filter((name) => pattern.test(name)).map((name) => join(dirname(path), name));
  }
  if (!(await stat(path).catch(refuse(path))).isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names.filter((name) => name.endsWith(".graphql")).map((name) => join(path, name));
}

function refuse(path: string) {
  return (cause: unknown): never => {
    throw new Error(`${path} cannot be read: --schema PATH says where the SDL is`, { cause });
  };
}
