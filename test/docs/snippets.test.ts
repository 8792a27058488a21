import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse, validate } from "graphql";
import { authTypeDefs, guardSchema } from "latchkey";
import { readSettings } from "#latchkey/config.js";
import { answers } from "#latchkey/graphql/errors.js";
import { refusals } from "#latchkey/http/refusals.js";
import { run } from "../support/run.js";
import { startMain } from "../support/start-main.js";
import { docs, pages, readFences, readPage } from "./read-fences.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fences = readFences();
const having = (...infos: string[]) =>
  fences.filter(({ info }) => infos.includes(info)).map((fence) => [fence.at, fence] as const);
/** Programs as they stand; `auth-directive.md` shows parts of one, and has a test of its own. */
const programs = having("ts", "ts run").filter(([, { page }]) => page !== "auth-directive.md");
/** As GitHub makes it of a heading. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
const toFile = (at: string) => at.replace(/\.md:/, "-");

describe("the programs in the docs", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latchkey-"));
    await mkdir(join(folder, "node_modules"));
    for (const name of ["graphql", "@graphql-tools", "@apollo", "@types"]) {
      await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    await symlink(root, join(folder, "node_modules/latchkey"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const { compilerOptions } = JSON.parse(await readFile(join(root, "tsconfig.json"), "utf8"));
    const options = { ...compilerOptions, rootDir: ".", outDir: "out", declaration: false };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
    for (const [at, { text }] of programs) await writeFile(join(folder, `${toFile(at)}.ts`), text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("compile against the package, as strictly as it does", async () => {
    const { code, output } = await run(folder, process.execPath, join(root, "node_modules/typescript/bin/tsc"));
    expect([code, output]).toEqual([0, expect.stringMatching(/^(npm warn.*\n)?$/)]);
  }, 60_000);

  it.each(having("ts run"))(
    "%s runs to its end",
    async (at) => {
      const { code, output } = await run(folder, process.execPath, join("out", `${toFile(at)}.js`));
      expect([output, code]).toEqual(["", 0]);
    },
    60_000,
  );
});

describe("the GraphQL in the docs", () => {
  const owner = () => true;
  const policies = { owner, articleOwner: owner };

  it.each(having("graphql"))(
    "%s is a schema that can be guarded, or an operation of the session",
    async (_, { text }) => {
      const session = await readFile(join(root, "schema/session.graphql"), "utf8");
      if (/^(query|mutation|\{)/.test(text)) {
        const schema = makeExecutableSchema({ typeDefs: [authTypeDefs, session] });
        expect(validate(schema, parse(text))).toEqual([]);
      } else {
        const typeDefs = text.startsWith("extend") ? [authTypeDefs, session, text] : [authTypeDefs, text];
        guardSchema(makeExecutableSchema({ typeDefs }), { policies });
      }
    },
  );
});

describe("the settings in the docs", () => {
  it.each(having("ini"))("%s is accepted, with what a provider needs besides", async (_, { text }) => {
    const given = Object.fromEntries(
      text
        .trim()
        .split("\n")
        .map((line) => line.split(/=(.*)/).slice(0, 2)),
    );
    const example = await readFile(join(root, ".env.example"), "utf8");
    for (const name of Object.keys(given)) expect(example).toContain(`${name}=`);
    const { provider } = readSettings(given);
    expect(provider === null).toBe(!("KEYCLOAK_SERVER_URL" in given));
  });

  it.each(pages)("%s names settings and codes that there are", async (page) => {
    const example = await readFile(join(root, ".env.example"), "utf8");
    const known = new Set([...example.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name));
    for (const [name] of example.matchAll(/OTEL_[A-Z_]*[A-Z]/g)) known.add(name);
    for (const name of Object.keys(answers)) known.add(name);
    // Of Keycloak, Node and GraphQL, what HTTP refuses, and the password of the doctor.
    for (const name of ["KC_HOSTNAME", "NODE_EXTRA_CA_CERTS", "ARGUMENT_DEFINITION", "LATCHKEY_DOCTOR_PASSWORD"])
      known.add(name);
    for (const { code } of Object.values(refusals)) known.add(code);
    // What the log and the metrics call a caller who did not wait: no answer has this code.
    known.add("HUNG_UP");
    const named = [...readPage(page).matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)].map(([, name]) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("the commands in the docs", () => {
  it.each(pages)("%s names scripts, commands and files that there are", async (page) => {
    const text = readPage(page);
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    for (const [, name = ""] of text.matchAll(/\bnpm run ([a-z:]+)/g)) expect(Object.keys(scripts)).toContain(name);
    const { output } = await run(root, process.execPath, "dist/cli.js");
    for (const [, name] of text.matchAll(/\bnpx latchkey ([a-z]+)/g)) expect(output).toContain(name);
    for (const [, link = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      expect([link, existsSync(join(docs, link))]).toEqual([link, true]);
    }
    for (const [, link = "", section] of text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)) {
      const headings = (await readFile(join(docs, link || page), "utf8")).matchAll(/^#+ (.+)$/gm);
      expect([...headings].map(([, heading = ""]) => toAnchor(heading))).toContain(section);
    }
  });

  it("log in and read me, as getting-started.md has them", async () => {
    const program = await startMain();
    const [login, me] = having("sh").filter(
      ([, { page, text }]) => page === "getting-started.md" && /^curl/.test(text),
    );
    const curl = async (command = "", token = "") => {
      const script = `TOKEN='${token}'\n${command.replaceAll("http://localhost:8000/graphql", program.url)}`;
      return JSON.parse((await run(".", "bash", "-c", script)).output);
    };
    const { data } = await curl(login?.[1].text);
    const answer = await curl(me?.[1].text, data.login.accessToken);
    await program.end();
    expect(answer).toMatchObject({ data: { me: { username: "bob", roles: ["member"] } } });
  });
});

describe("answers-and-codes.md", () => {
  it("has every code, with its status and challenge", () => {
    const rows = [...readPage("answers-and-codes.md").matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| ([^|]*) \|/gm)];
    const shown = rows.map(([, code, status, challenge]) => `${code} ${status} ${challenge}`);
    const known = Object.entries(answers).map(([code, answer]) => {
      const challenge =
        "challenge" in answer ? (answer.challenge === null ? "no `error`" : `\`${answer.challenge}\``) : "none";
      return `${code} ${answer.status} ${challenge}`;
    });
    expect(shown.sort()).toEqual(known.sort());
  });

  it("has every code with which HTTP refuses, with its status", () => {
    const rows = [...readPage("answers-and-codes.md").matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \|/gm)];
    const known = Object.entries(refusals).map(([status, { code }]) => `${status} ${code}`);
    expect(rows.map(([, status, code]) => `${status} ${code}`)).toEqual(known);
  });
});

describe("the README", () => {
  it("links every page", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    for (const page of pages) expect(readme).toContain(`docs/${page}`);
  });
});
