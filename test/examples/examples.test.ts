import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { until } from "../support/until.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The example in a folder of its own, with what its package.json asks for and nothing else. */
async function copyExample(name: string, folder: string): Promise<void> {
  await cp(join(root, "examples", name), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const { dependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const own = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const ranges = { ...own.devDependencies, ...own.dependencies, latchkey: "file:../.." };
  for (const [dependency, range] of Object.entries(dependencies)) {
    expect(`${dependency} ${range}`).toBe(`${dependency} ${ranges[dependency]}`);
    const installed = join(folder, "node_modules", dependency);
    await mkdir(dirname(installed), { recursive: true });
    await symlink(dependency === "latchkey" ? root : join(root, "node_modules", dependency), installed);
  }
}

describe.each(["yoga", "apollo-standalone"])("examples/%s", (name) => {
  let provider: TestProvider;
  let child: ChildProcess;
  let folder: string;
  let url = "";
  let printed = "";

  beforeAll(async () => {
    provider = await startTestProvider();
    folder = await mkdtemp(join(tmpdir(), "latchkey-"));
    await copyExample(name, folder);
    const env = { PORT: "0", OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: provider.clientId };
    child = spawn(process.execPath, ["server.js"], { cwd: folder, env });
    const keep = (chunk: Buffer) => {
      printed += chunk;
      url = /http:\/\/\S+/.exec(printed)?.[0] ?? "";
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    await until(() => {
      if (child.exitCode !== null) throw new Error(printed);
      return url !== "";
    });
  });
  afterAll(async () => {
    const exited = once(child, "exit");
    child.kill();
    await exited;
    await provider.stop();
    await rm(folder, { recursive: true });
  });

  async function ask(query: string, authorization?: string) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization !== undefined && { authorization }) },
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server said.
    const { data, errors }: any = await response.json();
    return {
      status: response.status,
      challenge: response.headers.get("www-authenticate"),
      retryAfter: response.headers.get("retry-after"),
      data: data ?? null,
      errors: errors?.map(({ extensions }: { extensions: Record<string, unknown> }) => extensions) ?? [],
    };
  }

  const past = () => Math.floor(Date.now() / 1000) - 600;
  const tokens = {
    nobody: () => undefined,
    member: () => `Bearer ${provider.mint()}`,
    admin: () => `Bearer ${provider.mint({ roles: ["admin"] })}`,
    stale: () => `Bearer ${provider.mint({ roles: ["admin"], iat: past(), exp: past() + 300 })}`,
    broken: () => "Bearer",
  };
  const invalidRequest =
    'Bearer realm="latchkey", error="invalid_request", error_description="The Authorization header holds no token"';
  const staleChallenge = 'Bearer realm="latchkey", error="invalid_token", error_description="Token has expired"';

  it.each<[keyof typeof tokens, string, number, string | null, string | null]>([
    ["nobody", "{ me }", 401, "UNAUTHENTICATED", 'Bearer realm="latchkey"'],
    ["stale", "{ me }", 401, "TOKEN_EXPIRED", staleChallenge],
    ["stale", "{ greeting me }", 401, "TOKEN_EXPIRED", staleChallenge],
    ["stale", "{ vault }", 401, "TOKEN_EXPIRED", staleChallenge],
    ["member", "{ vault }", 403, "FORBIDDEN", 'Bearer realm="latchkey", error="insufficient_scope"'],
    ["broken", "{ greeting }", 400, "BAD_REQUEST", invalidRequest],
  ])("%s asking %s gets %i %s", async (who, query, status, code, challenge) => {
    const answer = await ask(query, tokens[who]());
    expect(answer).toMatchObject({ status, challenge, data: null, errors: [{ code }] });
    expect(answer.errors[0]).not.toHaveProperty("http");
  });

  it("lets in who is permitted", async () => {
    expect(await ask("{ me vault }", tokens.admin())).toMatchObject({ status: 200, data: { vault: "42" }, errors: [] });
    expect(await ask("{ greeting }", tokens.member())).toMatchObject({ data: { greeting: "Hello, alice" } });
    expect(await ask("{ greeting }")).toMatchObject({ data: { greeting: "Hello, stranger" } });
  });

  it("serves a public field to somebody with a stale token", async () => {
    const answer = await ask('mutation { subscribe(email: "a@example.com") }', tokens.stale());
    expect(answer).toMatchObject({ status: 200, data: { subscribe: true }, errors: [] });
  });

  it("never takes a bad token for nobody, where a public field reads the identity", async () => {
    const { data, errors } = await ask("{ greeting }", tokens.stale());
    expect([data, errors]).toEqual([null, [expect.objectContaining({ code: "TOKEN_EXPIRED" })]]);
  });

  it("is installed with a copy of the package, so that there is one graphql", async () => {
    expect(await readFile(join(folder, ".npmrc"), "utf8")).toMatch(/^install-links=true$/m);
  });

  it("is less than 40 lines long", async () => {
    const source = await readFile(join(folder, "server.js"), "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThan(40);
  });
});
