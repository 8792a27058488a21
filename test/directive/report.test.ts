import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { printSchema } from "graphql";
import { accessReport } from "#latchkey/graphql/access-report.js";
import { toGuarded, toSchema } from "./support/guarded.js";

const sdl = `
type Query { me: User @auth, open(draft: Boolean @auth(roles: "editor"), where: Where): Int @public, vault: Vault }
interface Node { id: ID! }
type User implements Node {
  id: ID!
  email: String @auth(roles: [["admin", "staff"], ["owner"]], onDeny: NULL)
  card: String @auth(scopes: "cards") @auth(acr: ["gold"], maxAge: 300, policies: "own")
}
type Vault @auth(roles: "admin") { "The code." code: String @auth(roles: ["admin", "keeper", "boss"]) }
input Where { hidden: Int @auth }
`;

const who = {
  "Query.me": "any signed-in user",
  "Query.open": "anyone",
  "Query.open(draft:)": "role `editor`",
  "Query.vault": "role `admin`",
  "User.card":
    "scope `cards` and policy `own` and authentication context class `gold` and a sign-in at most 300 seconds ago",
  "User.email": "roles `admin` and `staff`, or role `owner`, null to others",
  "User.id": "whoever reaches it",
  "Vault.code": "role `admin` and role `admin`, `keeper` or `boss`",
  "Where.hidden": "any signed-in user",
};

describe("accessReport", () => {
  it("says who may use what", () => {
    const report = accessReport(toSchema(sdl));
    expect(Object.fromEntries(report.map((entry) => [entry.coordinate, entry.who]))).toEqual(who);
    expect(report.find(({ coordinate }) => coordinate === "User.email")).toEqual({
      coordinate: "User.email",
      access: "guarded",
      requires: [{ roles: [["admin", "staff"], ["owner"]] }],
      onDeny: "NULL",
      who: who["User.email"],
    });
  });

  it("says the same of the guarded schema", () => {
    expect(accessReport(toGuarded(sdl, {}, { policies: { own: () => true } }))).toEqual(accessReport(toSchema(sdl)));
  });

  it("tells what nobody has classified", () => {
    expect(accessReport(toSchema("type Query { a: Int }"))[0]).toMatchObject({ who: "anyone, though not `@public`" });
  });

  it("does not report what cannot be enforced", () => {
    expect(() => accessReport(toSchema("type Query { a: Int @auth(roles: []) }"))).toThrow(
      "`Query.a` @auth has an empty",
    );
  });
});

it("the requirement is in every description", () => {
  const printed = printSchema(toGuarded(sdl, {}, { policies: { own: () => true } }));
  for (const [coordinate, words] of Object.entries(who)) {
    if (coordinate === "Query.open" || coordinate === "User.id" || coordinate === "User.email") continue;
    const notice = words === "any signed-in user" ? "a signed-in user." : `a signed-in user with ${words}.`;
    expect(printed.replace(/\s+/g, " ")).toContain(`🔒 Requires ${notice}`);
  }
  expect(printed).toMatch(/The code\.\s+🔒 Requires/);
});

describe("latchkey access", () => {
  const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "latchkey-access-"));
    await mkdir(join(cwd, "schema", "more"), { recursive: true });
    await writeFile(join(cwd, "schema", "a.graphql"), sdl);
    await writeFile(join(cwd, "schema", "more", "b.graphql"), "extend type Query { b: Int @public }");
  });
  afterAll(() => rm(cwd, { recursive: true }));

  const latchkey = (...args: string[]) =>
    new Promise<{ status: number; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [cli, ...args], { cwd }, (error, out, err) => {
        resolve({ status: typeof error?.code === "number" ? error.code : 0, out, err });
      });
    });

  it("prints a table, JSON or Markdown", async () => {
    const [table, json, markdown] = [
      await latchkey("access"),
      await latchkey("access", "--json"),
      await latchkey("access", "--markdown"),
    ];
    expect(table.out).toMatch(/^Query\.me +any signed-in user$/m);
    expect(table.out).toMatch(/^Query\.b +anyone$/m);
    expect(JSON.parse(json.out)).toContainEqual(expect.objectContaining({ coordinate: "Query.me", requires: [{}] }));
    expect(markdown.out).toContain("| `Query.me` | any signed-in user |");
  });

  it("locks what was agreed on, and says what has changed since", async () => {
    const missing = await latchkey("access", "--check");
    expect(missing).toMatchObject({ status: 1, err: expect.stringContaining("latchkey access --lock") });
    expect(await latchkey("access", "--lock")).toMatchObject({ status: 0 });
    expect(await latchkey("access", "--check")).toMatchObject({ status: 0, err: "" });

    const file = join(cwd, "schema", "a.graphql");
    await writeFile(file, sdl.replace('@auth(roles: [["admin", "staff"], ["owner"]], onDeny: NULL)', "@auth"));
    const { status, err } = await latchkey("access", "--check", "--schema", file, "--schema", "schema/more");
    await writeFile(file, sdl);
    expect(status).toBe(1);
    expect(err).toContain(
      "`User.email`: roles `admin` and `staff`, or role `owner`, null to others → any signed-in user",
    );
    expect((await latchkey("access", "--check", "--schema", "schema/*.graphql")).err).toContain(
      "`Query.b`: anyone → (gone)",
    );
    expect(await readFile(join(cwd, "access.lock"), "utf8")).toContain("\nVault.code role `admin` and");
  });

  it.each([
    ["an unknown option", ["access", "--jsn"], 2, "--jsn"],
    ["two formats", ["access", "--json", "--lock"], 2, "Usage"],
    ["an unknown command", ["excess"], 2, "Usage"],
    ["no such directory", ["access", "--schema", "nowhere"], 1, "nowhere cannot be read: --schema PATH"],
    [
      "no directory of a pattern",
      ["access", "--schema", "nowhere/*.graphql"],
      1,
      "nowhere cannot be read: --schema PATH",
    ],
    ["no file by a pattern", ["access", "--schema", "schema/*.gql"], 1, "No .graphql file"],
  ])("refuses %s", async (_, args, status, err) => {
    expect(await latchkey(...args)).toMatchObject({ status, err: expect.stringContaining(err) });
  });

  it.each([["--help"], ["-h"], ["access", "--help"]])("says what it does when it is asked: %s", async (...args) => {
    expect(await latchkey(...args)).toMatchObject({ status: 0, out: expect.stringContaining("Usage: "), err: "" });
  });

  it("prints every fault of a schema that cannot be guarded", async () => {
    const file = join(cwd, "faulty.graphql");
    await writeFile(file, 'type Query { a: Int @auth(roles: []), b: Int @auth(scopes: "") }');
    const { status, err } = await latchkey("access", "--schema", file);
    expect(status).toBe(1);
    expect(err).toContain("2 faults\n- `Query.a` @auth");
  });
});

it("the project's own access.lock agrees with its schema", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const cli = join(root, "dist", "cli.js");
  const status = await new Promise((resolve) => {
    execFile(process.execPath, [cli, "access", "--check"], { cwd: root }, (error, _, err) =>
      resolve(error ? err : "ok"),
    );
  });
  expect(status).toBe("ok");
});
