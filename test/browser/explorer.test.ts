import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import type { Program } from "../support/start-main.js";
import { openBrowser } from "./open-browser.js";
import { type ExplorerPage, openExplorer } from "./open-explorer.js";
import { buildExample, type Example } from "./start-example.js";

let browser: Browser;
let example: Example;
let program: Program;
let origin: string;
let explorer: ExplorerPage;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

beforeAll(async () => {
  [browser, example] = await Promise.all([openBrowser(), buildExample()]);
  program = await example.start({ HOST: "127.0.0.1" });
  origin = new URL("/", program.url).href;
}, 120_000);
afterAll(async () => {
  await browser.close();
  await program.end();
  await example.remove();
});
afterEach(async () => {
  expect(explorer.faults).toEqual([]);
  expect(explorer.requested.filter((url) => !url.startsWith(origin) && !url.startsWith("data:"))).toEqual([]);
  expect(explorer.requested.filter((url) => /eyJ|wonderland|canwefixit/.test(url))).toEqual([]);
  await explorer.close();
});

async function open(options = {}): Promise<Page> {
  explorer = await openExplorer(browser, origin, options);
  return explorer.page;
}

const notes = (page: Page) => page.locator(".graphiql-footer").getByRole("status");

describe("the explorer", () => {
  it("is printed first at the start", async () => {
    await open();
    expect(program.printed().indexOf(origin)).toBeGreaterThan(0);
    expect(program.printed().indexOf(origin)).toBeLessThan(program.printed().indexOf(program.url));
  });

  it("logs in with Enter, shows who it is with roles and time left, and sends the token from then on", async () => {
    const page = await open();
    await explorer.logIn("alice", "wonderland");
    await page.getByRole("button", { name: "Log out" }).waitFor();
    const bar = await page.getByRole("banner").innerText();
    for (const words of ["alice", "member", "admin", "local-api:editor"]) expect(bar).toContain(words);
    expect(await page.getByRole("timer").innerText()).toMatch(/^[45]:\d\d$/);
    await page.getByRole("tab", { name: "Me" }).click();
    await page.getByRole("button", { name: "Execute query" }).click();
    await explorer.answers("alice@example.com");
    expect(explorer.authorizations.at(-1)).toMatch(/^Bearer eyJ/);
  });

  it("says that the password is wrong, and stays where it is", async () => {
    const page = await open();
    await explorer.logIn("alice", "nonsense");
    await page.getByRole("dialog").getByText("Username or password is incorrect!").waitFor();
    expect(await page.getByRole("button", { name: "Log out" }).count()).toBe(0);
  });

  it("is ready on the first visit: one tab logs in, the next reads me", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Execute query" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.getByRole("tab", { name: "Me" }).click();
    await page.getByRole("button", { name: "Execute query" }).click();
    await explorer.answers("alice@example.com");
  });

  it("keeps the token out of the address, storage and cookies, and forgets it when the page is loaded again", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Execute query" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.getByRole("tab", { name: "Me" }).click();
    await explorer.execute("query Me { me { id } }");
    await explorer.answers('"id"');
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(`${kept}${page.url()}`).not.toMatch(/eyJ|wonderland|query/);
    await page.reload();
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  });

  it("shows a padlock beside every guarded field, open for who meets what it requires", async () => {
    const page = await open();
    const padlock = (field: string) => page.locator(".graphiql-doc-explorer-field-name", { hasText: field });
    await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^Query$/ }).click();
    expect(await padlock("vault").getAttribute("data-padlock")).toBe("locked");
    expect(await padlock("vault").getAttribute("data-requires")).toBe("role admin");
    expect(await padlock("me").getAttribute("data-padlock")).toBe("locked");
    expect(await padlock("thing").getAttribute("data-padlock")).toBeNull();
    await explorer.logIn("bob", "canwefixit");
    await page.locator('[data-padlock="open"]').waitFor();
    expect(await padlock("me").getAttribute("data-padlock")).toBe("open");
    expect(await padlock("vault").getAttribute("data-padlock")).toBe("locked");
    await padlock("vault").click();
    expect(await page.locator(".graphiql-doc-explorer-title").getAttribute("data-requires")).toBe("role admin");
  });

  it("explains a denied query: what it requires, what this user lacks", async () => {
    const page = await open();
    await explorer.execute("{ vault }");
    await notes(page).waitFor();
    expect(await notes(page).innerText()).toContain("Query.vault requires role admin. Log in first.");
    await explorer.logIn("bob", "canwefixit");
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.getByRole("button", { name: "Execute query" }).click();
    await notes(page).getByText("Refused for bob.").waitFor();
    expect(await notes(page).innerText()).toContain("Query.vault requires role admin; bob lacks role admin.");
    await explorer.execute("{ __typename }");
    await notes(page).waitFor({ state: "detached" });
  });

  it("shows what somebody else gets beside one's own answer", async () => {
    const page = await open();
    await explorer.logIn("alice", "wonderland");
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await explorer.execute("{ vault }");
    await explorer.answers("Opened");
    await page.getByLabel("View as").selectOption("bob");
    await page.getByRole("button", { name: "Compare" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("region", { name: "bob" }).getByText("bob lacks role admin").waitFor();
    expect(await dialog.getByRole("region", { name: "alice" }).innerText()).toContain('"vault": "Opened"');
    expect(await page.getByRole("banner").innerText()).toContain("alice");
  });

  it("compares no mutation", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("alert").getByText("Only a query can be compared.").waitFor();
  });

  it("logs out: the next request carries no token", async () => {
    const page = await open();
    await explorer.logIn("alice", "wonderland");
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByText("Nobody is signed in").waitFor();
    await explorer.execute("{ me { id } }");
    await explorer.answers("UNAUTHENTICATED");
    expect(explorer.authorizations.at(-1)).toBe("");
  });

  it("keeps two tabs of the browser apart", async () => {
    const page = await open();
    await explorer.logIn("alice", "wonderland");
    await page.getByRole("button", { name: "Log out" }).waitFor();
    const second = await page.context().newPage();
    await second.goto(origin);
    await second.getByText("Nobody is signed in").waitFor();
  });

  it("stays usable with 2,000 types", async () => {
    const page = await open();
    await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^Query$/ }).click();
    await page.locator(".graphiql-doc-explorer-type-name", { hasText: "Thing0" }).click();
    await page.locator(".graphiql-doc-explorer-field-name", { hasText: "next" }).waitFor();
    await explorer.execute("{ thing { id } }");
    await explorer.answers('"thing": null');
  });

  it.each(["light", "dark"] as const)("has no serious accessibility finding, %s", async (colorScheme) => {
    const page = await open({ colorScheme, bypassCSP: true });
    // The tabs of GraphiQL are list items with the role of a tab and buttons inside: its own to mend.
    const scan = async () => {
      await page.evaluate(axe);
      const found: string[] = await page.evaluate(
        `axe.run({ rules: { "nested-interactive": { enabled: false } } }).then(({ violations }) => violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " " + target.join(" "))))`,
      );
      return found;
    };
    expect(await scan()).toEqual([]);
    await explorer.logIn("bob", "nonsense");
    await page.getByRole("dialog").getByText("incorrect").waitFor();
    expect(await scan()).toEqual([]);
    await page.getByRole("button", { name: "Fill in bob" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^Query$/ }).click();
    await explorer.execute("{ vault }");
    await notes(page).waitFor();
    expect(await scan()).toEqual([]);
  });
});
