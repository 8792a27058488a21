import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

function listFiles(folder: string): string[] {
  return readdirSync(join(source, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

const statement =
  /^\s*(?:import|export)(\s+type)?\b[^;]*?\sfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** Every import of a folder; those of this package as a path below `src/`. */
function listImports(folder: string): Import[] {
  return listFiles(folder).flatMap((file) =>
    [...readFileSync(join(source, file), "utf8").matchAll(statement)].map(([, type, from, bare, dynamic]) => {
      const specifier = from ?? bare ?? dynamic ?? "";
      const target = specifier.startsWith(".") ? relative(source, join(source, dirname(file), specifier)) : specifier;
      return { file, target, isType: type !== undefined };
    }),
  );
}

const show = ({ file, target }: Import) => `${file} imports ${target}`;
const isOwn = (target: string) => /\.js$/.test(target) && !target.startsWith("node:");
const inFolder = (target: string, folder: string) => isOwn(target) && target.startsWith(`${folder}/`);

/** Error classes, the header grammar and the hash of a subject: what the GraphQL side may use of the OpenID Connect side, types aside. */
const sharedByOidc = new Set([
  "oidc/bearer.js",
  "oidc/grant-refused.js",
  "oidc/invalid-request.js",
  "oidc/invalid-token.js",
  "oidc/provider-unavailable.js",
  "oidc/rate-limited.js",
  "oidc/to-subject-hash.js",
]);

describe("layers", () => {
  it("find the imports they judge", () => {
    expect(listImports("graphql").map(show)).toContain("graphql/create-identify.ts imports oidc/bearer.js");
    expect(listImports(".").map(show)).toContain("server.ts imports graphql/schema.js");
  });

  it("oidc/ speaks OpenID Connect and knows no GraphQL", () => {
    const wrong = listImports("oidc").filter(
      ({ target }) =>
        (isOwn(target) && !inFolder(target, "oidc")) || /^(@?graphql|@apollo|fastify|@fastify)/.test(target),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("graphql/ speaks GraphQL and knows no JWT", () => {
    const wrong = listImports("graphql").filter(
      ({ target, isType }) =>
        /^(jose|openid-client|fastify|@fastify)/.test(target) ||
        inFolder(target, "http") ||
        (inFolder(target, "oidc") && !isType && !sharedByOidc.has(target)) ||
        (isOwn(target) && !/^(graphql|oidc|generated)\//.test(target)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("http/ speaks HTTP and knows neither tokens nor a schema", () => {
    const wrong = listImports("http").filter(
      ({ target }) =>
        /^(jose|openid-client|graphql|@graphql-tools)/.test(target) || (isOwn(target) && !inFolder(target, "http")),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("redis/ knows Redis, which nothing else does, and of oidc/ types alone", () => {
    const wrong = listImports("redis").filter(
      ({ target, isType }) =>
        !/^(node:|@redis\/client$|rate-limiter-flexible$)/.test(target) &&
        !inFolder(target, "redis") &&
        !(isType && inFolder(target, "oidc")),
    );
    const others = listImports(".").filter(({ file, target }) => !file.startsWith("redis/") && /redis/.test(target));
    expect(wrong.map(show)).toEqual([]);
    expect(others.map(show)).toEqual([
      "server.ts imports redis/share-entries.js",
      "server.ts imports redis/share-limiters.js",
    ]);
  });

  it("telemetry/ watches: it knows of oidc/ and graphql/ types and errors, and nothing but server.ts knows it", () => {
    const wrong = listImports("telemetry").filter(
      ({ target, isType }) =>
        /^(jose|openid-client|fastify|@fastify)/.test(target) ||
        (isOwn(target) &&
          !inFolder(target, "telemetry") &&
          !isType &&
          !sharedByOidc.has(target) &&
          target !== "invalid-settings.js"),
    );
    const others = listImports(".").filter(
      ({ file, target }) =>
        !file.startsWith("telemetry/") &&
        (/^(prom-client|@opentelemetry)/.test(target) || inFolder(target, "telemetry")),
    );
    expect(wrong.map(show)).toEqual([]);
    expect([...new Set(others.map(({ file }) => file))].sort()).toEqual(["main.ts", "server.ts"]);
  });

  it("cli/ puts parts together as server.ts does: the doctor those of oidc/, access those of graphql/", () => {
    const wrong = listImports("cli").filter(
      ({ file, target, isType }) =>
        (/^(jose|openid-client|fastify|@fastify|@apollo)/.test(target) && !isType) ||
        (isOwn(target) && /^(http|redis|embedded|testing)\//.test(target)) ||
        (inFolder(target, "oidc") && !/^cli\/doctor\//.test(file)) ||
        (inFolder(target, "graphql") && /^cli\/doctor[./]/.test(file)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("the environment is read by the two that are run alone: the server and the doctor", () => {
    const readers = listFiles(".").filter((file) => /process\.env/.test(readFileSync(join(source, file), "utf8")));
    expect(readers.sort()).toEqual(["cli/doctor.ts", "main.ts"]);
  });

  it("oidc/, graphql/, http/ and redis/ meet in server.ts alone", () => {
    const folders = new Map<string, Set<string>>();
    for (const { file, target, isType } of listImports(".")) {
      const folder = /^(oidc|graphql|http|redis)\//.exec(target)?.[1];
      if (!file.includes("/") && folder !== undefined && !isType) {
        folders.set(file, (folders.get(file) ?? new Set()).add(folder));
      }
    }
    expect([...folders].filter(([file, met]) => met.size > 1 && file !== "index.ts").map(([file]) => file)).toEqual([
      "server.ts",
    ]);
  });
});
