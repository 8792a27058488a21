import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Browser, Locator, Page } from "playwright-core";
import { type Program, startMain } from "../support/start-main.js";
import { openBrowser } from "./open-browser.js";
import { type ExplorerPage, openExplorer } from "./open-explorer.js";

let browser: Browser;
let program: Program;
let explorer: ExplorerPage;
let page: Page;

beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startMain({ HOST: "127.0.0.1" })]);
});
afterAll(async () => {
  await browser.close();
  await program.end();
});
beforeEach(async () => {
  explorer = await openExplorer(browser, new URL("/", program.url).href);
  page = explorer.page;
});
afterEach(async () => {
  const complaints = await explorer.complaints();
  await explorer.close();
  expect(complaints).toEqual([]);
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const hasFocus = (locator: Locator) => locator.and(page.locator(":focus")).waitFor({ state: "attached" });

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** What has the focus, as a screen reader would call it. */
function readFocused(): Promise<string> {
  return page.evaluate(
    "((element) => (element.getAttribute('aria-label') ?? element.labels?.[0]?.firstChild.textContent ?? element.innerText).trim())(document.activeElement)",
  );
}

describe("the explorer with the keyboard alone", () => {
  it("goes through all of the page with Tab, in the order it is read, and back with Shift+Tab", async () => {
    const visited: string[] = [];
    do {
      await press("Tab");
      visited.push(await readFocused());
    } while (visited.length < 60 && (visited.length === 1 || visited.at(-1) !== visited[0]));
    const order = ["View as", "Compare", "Log in", "Hide Documentation Explorer", "Query", "Login", "Me"];
    const editors = [
      "Operation",
      "Execute query (Ctrl-Enter)",
      "Variables",
      "Headers",
      "Variables",
      "Answer",
      "View as",
    ];
    let from = 0;
    for (const name of [...order, ...editors]) {
      expect(visited.slice(from)).toContain(name);
      from = visited.indexOf(name, from) + 1;
    }
    await button("Execute query (Ctrl-Enter)").focus();
    await press("Shift+Tab");
    expect(await readFocused()).toBe("Operation");
    await press("Shift+Tab");
    expect(await readFocused()).toBe("New tab");
  });

  it("logs in and out, and comes back to where it was", async () => {
    await press("Tab", "Tab", "Tab");
    await hasFocus(button("Log in"));
    await press("Enter");
    await hasFocus(page.getByLabel("Username"));
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await hasFocus(button("Log in"));

    await press("Enter");
    await hasFocus(page.getByLabel("Username"));
    await page.keyboard.type("bob");
    await press("Tab");
    await page.keyboard.type("nonsense");
    await press("Tab", "Tab", "Tab", "Tab", "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("incorrect").waitFor();
    await hasFocus(dialog.getByRole("button", { name: "Log in" }));
    await press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "ControlOrMeta+A");
    await page.keyboard.type("canwefixit");
    await press("Enter");
    await hasFocus(button("Log out"));
    await press("Enter");
    await page.getByText("Nobody is signed in").waitFor();
    await hasFocus(button("Log in"));
  });

  it("views as somebody else, and closes the comparison with Escape", async () => {
    await page.getByRole("tab", { name: "Me" }).getByRole("button").first().focus();
    await press("Enter");
    await page.getByLabel("View as").focus();
    await page.keyboard.type("bob");
    await press("Tab", "Enter");
    await page.getByRole("dialog").getByRole("region", { name: "bob" }).getByText("bob@example.com").waitFor();
    await press("Tab", "Tab");
    await hasFocus(button("Close"));
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await hasFocus(button("Compare"));
  });

  it("closes and opens the documentation, searches it with Ctrl+K from the editor, and follows it", async () => {
    await button("Hide Documentation Explorer").focus();
    await press("Enter");
    await page.getByText("Root Types").waitFor({ state: "hidden" });
    await hasFocus(button("Show Documentation Explorer"));
    await press("Enter");
    await page.getByText("Root Types").waitFor();

    await page.getByRole("textbox", { name: "Operation" }).focus();
    await press("Control+k");
    await hasFocus(page.getByRole("combobox", { name: "K" }));
    await page.keyboard.type("expiresAt");
    await page.locator('[role="option"][data-focus]', { hasText: "User.expiresAt" }).waitFor();
    await press("Enter");
    await page.locator(".graphiql-doc-explorer-title", { hasText: "expiresAt" }).waitFor();
    // What was chosen is gone; Tab goes on from where it was.
    await press("Tab");
    expect(await readFocused()).toBe("DateTime");
    await press("Enter");
    await page.locator(".graphiql-doc-explorer-title", { hasText: "DateTime" }).waitFor();
  });

  it("runs what is in the editor, and takes a completion with Tab", async () => {
    await page.getByRole("textbox", { name: "Operation" }).focus();
    await press("ControlOrMeta+A");
    await page.keyboard.type("{ me { usern");
    await page.locator(".CodeMirror-hint-active", { hasText: "username" }).waitFor();
    await press("Tab");
    await hasFocus(page.getByRole("textbox", { name: "Operation" }));
    await page.locator(".graphiql-query-editor").getByText("username").waitFor();
    await press("ControlOrMeta+Enter");
    await explorer.answers("UNAUTHENTICATED");
  });

  it.each(["Open short keys dialog", "Open settings dialog"])(
    "comes back from a dialog of the editor: %s",
    async (name) => {
      await button(name).focus();
      await press("Enter");
      await page.getByRole("dialog").waitFor();
      await press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await hasFocus(button(name));
    },
  );
});
