import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { watchPage } from "./watch-page.js";

export interface ExplorerPage {
  readonly page: Page;
  /** The `Authorization` headers sent to `/graphql`, in their order; empty for none. */
  readonly authorizations: readonly string[];
  logIn(username: string, password: string): Promise<void>;
  /** Runs a document in the editor. */
  execute(document: string): Promise<void>;
  /** Waits for words in the answer. */
  answers(words: string): Promise<void>;
  /** What no page may do. */
  complaints(): Promise<string[]>;
  /** Opens it once more, in another tab of the same browser profile. */
  openTab(): Promise<ExplorerPage>;
  /** Closes the profile, with all of its tabs. */
  close(): Promise<void>;
}

/** Opens the explorer as a visitor with a browser profile of their own, and waits until it can be used. */
export async function openExplorer(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<ExplorerPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, ...options });
  context.setDefaultTimeout(10_000);
  return openTab(context, origin);
}

async function openTab(context: BrowserContext, origin: string): Promise<ExplorerPage> {
  const page = await context.newPage();
  const complaints = watchPage(page, origin);
  const authorizations: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/graphql") authorizations.push(request.headers().authorization ?? "");
  });
  await page.goto(origin);
  await page.getByRole("button", { name: "Execute query" }).waitFor();
  await page.getByText("Root Types").waitFor();
  await page.getByRole("textbox", { name: "Operation" }).waitFor({ state: "attached" });

  return {
    page,
    authorizations,
    async logIn(username, password) {
      await page.getByRole("button", { name: "Log in", exact: true }).click();
      await page.getByLabel("Username").fill(username);
      await page.getByLabel("Password").fill(password);
      await page.keyboard.press("Enter");
    },
    async execute(document) {
      await page.locator(".graphiql-query-editor .CodeMirror-code").click({ position: { x: 60, y: 8 } });
      await page.keyboard.press("ControlOrMeta+A");
      await page.keyboard.insertText(document);
      await page.getByRole("button", { name: "Execute query" }).click();
    },
    answers: (words) => page.locator(".graphiql-response").getByText(words).first().waitFor(),
    complaints,
    openTab: () => openTab(context, origin),
    close: () => context.close(),
  };
}
