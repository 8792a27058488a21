import type { Browser, Page, Request } from "playwright-core";
import { watchPage } from "./watch-page.js";

export interface FrontendPage {
  readonly page: Page;
  /** What it has sent to the API, by the name of the operation. */
  requests(operation: string): readonly Request[];
  logIn(username: string, password: string): Promise<void>;
  /** Waits for words. */
  sees(words: string | RegExp): Promise<void>;
  /** Waits for words that are read out at once. */
  alert(words: string | RegExp): Promise<void>;
  press(button: string): Promise<void>;
  /** What no page may do. */
  complaints(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens the example frontend as a visitor with a browser profile of their own. */
export async function openFrontend(browser: Browser, address: string): Promise<FrontendPage> {
  const context = await browser.newContext({ viewport: { width: 1120, height: 640 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints = watchPage(page, address);
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  await page.goto(address);
  return {
    page,
    requests: (operation) => requests.filter((request) => request.postData()?.includes(`"${operation}"`)),
    async logIn(username, password) {
      await page.getByLabel("Username").fill(username);
      await page.getByLabel("Password").fill(password);
      await page.keyboard.press("Enter");
    },
    sees: (words) => page.getByText(words).first().waitFor(),
    alert: (words) => page.getByRole("alert").filter({ hasText: words }).first().waitFor(),
    press: (name) => page.getByRole("button", { name }).first().click(),
    complaints,
    close: () => context.close(),
  };
}
