import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import type { Program } from "../support/start-main.js";
import { findSerious } from "./find-serious.js";
import { openBrowser } from "./open-browser.js";
import { type ExplorerPage, openExplorer } from "./open-explorer.js";
import { buildExample, type Example } from "./start-example.js";

let browser: Browser;
let example: Example;
let program: Program;
let origin: string;
let explorer: ExplorerPage;

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
  const complaints = await explorer.complaints();
  await explorer.close();
  expect(complaints).toEqual([]);
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

  it("compares no mutation", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("alert").getByText("Only a query can be compared.").waitFor();
  });

  it("keeps two tabs of the browser apart: each has a session of its own, and ends it alone", async () => {
    const page = await open();
    await explorer.logIn("alice", "wonderland");
    await page.getByRole("button", { name: "Log out" }).waitFor();
    const second = await explorer.openTab();
    await second.page.getByText("Nobody is signed in").waitFor();
    await second.logIn("bob", "canwefixit");
    await second.page.getByRole("button", { name: "Log out" }).waitFor();
    await second.execute("{ me { email } }");
    await second.answers("bob@example.com");
    await explorer.execute("{ me { email } }");
    await explorer.answers("alice@example.com");
    await second.page.getByRole("button", { name: "Log out" }).click();
    await second.page.getByText("Nobody is signed in").waitFor();
    await explorer.execute("{ me { email username } }");
    await explorer.answers('"alice"');
    await page.getByRole("banner").getByRole("strong").getByText("alice").waitFor();
    expect(await second.complaints()).toEqual([]);
  });

  it("puts a padlock beside the fields of an interface, arguments, input fields and what a search finds", async () => {
    const page = await open();
    const type = (name: string) => page.locator(".graphiql-doc-explorer-type-name").getByText(name, { exact: true });
    const locked = (text: string) =>
      page.locator('[data-padlock="locked"][data-requires="role admin"]').getByText(text);
    await type("Node").first().click();
    await locked("id").waitFor();
    expect(await page.locator("[data-padlock]").count()).toBe(1);
    await page.locator(".graphiql-doc-explorer-back").click();
    await type("Query").first().click();
    await locked("deleted").waitFor();
    await type("Filter").click();
    await locked("owner").waitFor();
    expect(await page.locator("[data-padlock]").count()).toBe(1);
    // From a type that the field is not of.
    await page.getByRole("combobox", { name: "K" }).fill("vault");
    await page.getByRole("option").filter({ hasText: "Query.vault" }).locator('[data-padlock="locked"]').click();
    await page.locator('.graphiql-doc-explorer-title[data-requires="role admin"]').waitFor();
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
    expect(await findSerious(page)).toEqual([]);
    await explorer.logIn("bob", "nonsense");
    await page.getByRole("dialog").getByText("incorrect").waitFor();
    expect(await findSerious(page)).toEqual([]);
    await page.getByRole("button", { name: "Fill in bob" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^Query$/ }).click();
    await explorer.execute("{ vault }");
    await notes(page).waitFor();
    expect(await findSerious(page)).toEqual([]);
  });
});
