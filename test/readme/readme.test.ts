import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { run } from "../support/run.js";
import { type Program, startMain } from "../support/start-main.js";

let program: Program;
const starts: number[] = [];
let readme: string;
beforeAll(async () => {
  readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  program = await startMain();
  starts.push(program.startedIn);
});
afterAll(() => program.end());

const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);

/** A `curl` of the README, sent to where the program listens here. */
async function curl(command: string, token = ""): Promise<unknown> {
  const script = `TOKEN='${token}'\n${command.replaceAll("http://localhost:8000/graphql", program.url)}`;
  const { code, output } = await run(".", "bash", "-c", script);
  expect(code).toBe(0);
  return JSON.parse(output);
}

/** The shape of an answer: what every value is, not which one. */
function toShape(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return Array.isArray(value) ? value : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toShape(member)]));
}

describe("the README", () => {
  it("logs in and reads me with the commands it shows, and gets the answers it shows", async () => {
    const [login = "", me = ""] = blocks("sh").filter((command) => command.startsWith("curl"));
    const [shownLogin = "", shownMe = ""] = blocks("json");
    // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server said.
    const answer: any = await curl(login);
    expect(toShape(answer)).toEqual(toShape(JSON.parse(shownLogin)));
    expect(await curl(me, answer.data.login.accessToken)).toEqual(JSON.parse(shownMe));
  });

  it("shows pictures that there are, with words for who cannot see them", async () => {
    const pictures = [...readme.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
    expect(pictures).toHaveLength(2);
    for (const [, words = "", path = ""] of pictures) {
      expect(words.length).toBeGreaterThan(20);
      expect((await readFile(new URL(`../../${path}`, import.meta.url))).length).toBeGreaterThan(10_000);
    }
  });

  it("names scripts that there are", async () => {
    const { scripts } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    const named = [...readme.matchAll(/npm (?:run )?(start|test|[a-z]+(?::[a-z]+)?)(?=[`\s])/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(3);
    for (const name of named.filter((script) => script !== "ci")) expect(Object.keys(scripts)).toContain(name);
  });

  it("names settings that there are", async () => {
    const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
    for (const [, name] of readme.matchAll(/\b((?:KEYCLOAK|OIDC|RUNTIME)_[A-Z_]+)\b/g))
      expect(example).toContain(`${name}=`);
  });

  it("shows every code with its status", async () => {
    const { answers } = await import("#latchkey/graphql/errors.js");
    const rows = [...readme.matchAll(/^\|[^|]*\| (\d{3}) \| `([A-Z_]+)` \|[^|]*\| ([^|]*) \|$/gm)];
    const shown = rows.map(([, status, code]) => `${code} ${status}`);
    const known = Object.entries(answers).map(([code, { status }]) => `${code} ${status}`);
    expect([...new Set(shown)].sort()).toEqual(known.sort());
    for (const [, , code = "", challenge] of rows) {
      const row = Object.entries(answers).find(([known]) => known === code)?.[1];
      if (row !== undefined && "challenge" in row) expect(challenge).toContain(row.challenge ?? 'realm="latchkey"');
    }
  });
});

describe("the program", () => {
  it("prints where to go: the endpoint, Sandbox, a command that logs in, both users", async () => {
    expect(program.printed()).toContain("alice / wonderland");
    expect(program.printed()).toContain("bob / canwefixit");
    expect(program.printed()).toContain(
      `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(program.url)}`,
    );
    const command = /^ *(curl .*)$/m.exec(program.printed())?.[1] ?? "";
    expect(toShape(await curl(command))).toMatchObject({ data: { login: { accessToken: "string" } } });
  });

  it.each<NodeJS.Signals>(["SIGINT", "SIGTERM"])("ends cleanly on %s", async (signal) => {
    const another = await startMain();
    starts.push(another.startedIn);
    expect((await fetch(another.url.replace("/graphql", "/livez"))).status).toBe(200);
    expect(await another.end(signal)).toBe(0);
    await expect(fetch(another.url)).rejects.toThrow();
  });

  it("listens within two seconds, or 40 times what Node itself takes on a slow or busy machine", async () => {
    const timeNode = async () => {
      const begun = performance.now();
      await run(".", process.execPath, "--eval", "0");
      return performance.now() - begun;
    };
    const bare = [await timeNode()];
    for (let tries = 0; tries < 8 && Math.min(...starts) >= 2_000; tries++) {
      const another = await startMain();
      starts.push(another.startedIn);
      await another.end();
      bare.push(await timeNode());
    }
    expect(Math.min(...starts)).toBeLessThan(Math.max(2_000, 40 * Math.min(...bare)));
  }, 60_000);
});
