import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { findFreePort } from "../support/find-free-port.js";
import { sendLogoutToken } from "../support/send-logout-token.js";
import { type Api, startApi } from "../support/start-api.js";
import { startMain } from "../support/start-main.js";
import { openBrowser } from "./open-browser.js";
import { type ExplorerPage, openExplorer } from "./open-explorer.js";

let browser: Browser;
const opened: ExplorerPage[] = [];
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  const complaints = await Promise.all(opened.splice(0).map((explorer) => explorer.complaints()));
  for (const close of closing.splice(0).reverse()) await close();
  expect(complaints.flat()).toEqual([]);
});

async function open(origin: string): Promise<ExplorerPage> {
  const explorer = await openExplorer(browser, origin);
  opened.push(explorer);
  closing.push(explorer.close);
  return explorer;
}

async function start(lifetime: number): Promise<{ api: Api; explorer: ExplorerPage; page: Page }> {
  const api = await startApi({}, { lifetime });
  closing.push(api.close);
  const explorer = await open(api.origin);
  await explorer.logIn("alice", "wonderland");
  await explorer.page.getByRole("button", { name: "Log out" }).waitFor();
  return { api, explorer, page: explorer.page };
}

describe("the explorer", () => {
  it("says that the session is over when it cannot be refreshed", async () => {
    const { api, page } = await start(4);
    api.provider.fault("token", { status: 503 });
    await page.getByText("Your session has expired. Log in again.").waitFor();
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  });

  it("says that the token was revoked under way", async () => {
    const { api, explorer, page } = await start(300);
    const [, claims = ""] = (explorer.authorizations.at(-1) ?? "").split(".");
    const { sub } = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect((await sendLogoutToken(api, api.provider.mintLogoutToken({ sub }))).status).toBe(200);
    await explorer.execute("{ me { username } }");
    await page.getByText("Token has been revoked. Log in again.").waitFor();
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  });

  it("puts 503 into words, with a retry that works once the provider is back", async () => {
    const { api, explorer, page } = await start(300);
    await page.getByRole("button", { name: "Log out" }).click();
    await api.provider.stop();
    const login = (password: string) =>
      `mutation { login(username: "alice", password: "${password}") { accessToken expiresIn } }`;
    await explorer.execute(login("wonderland"));
    const notice = page.getByRole("alert").filter({ hasText: "The server answered 503" });
    await notice.waitFor();
    await api.provider.restart();
    await notice.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    expect(await notice.isVisible()).toBe(false);
  });

  it.each(["**/explorer/configuration.json", "**/workbench-*.js"])(
    "says that the server is gone when it cannot give %s, with a retry",
    async (part) => {
      const api = await startApi();
      closing.push(api.close);
      const context = await browser.newContext();
      closing.push(() => context.close());
      const page = await context.newPage();
      await page.route(part, (route) => route.fulfill({ status: 503, body: "<h1>Service Unavailable</h1>" }));
      await page.goto(api.origin);
      await page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
      await page.unroute(part);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("button", { name: "Execute query" }).waitFor();
    },
  );

  it("puts a 503 that is not the API's own into words, with a retry", async () => {
    const { explorer, page } = await start(300);
    await page.route("**/graphql", (route) => route.fulfill({ status: 503, body: "<h1>Service Unavailable</h1>" }));
    await explorer.execute("{ me { username } }");
    const notice = page.getByRole("alert").filter({ hasText: "The server answered 503, and not as this API does." });
    await notice.waitFor();
    await page.unroute("**/graphql");
    await notice.getByRole("button", { name: "Try again" }).click();
    await explorer.answers('"alice"');
  });

  it("says that the server is gone, or slow, and goes on when it is back", async () => {
    const environment = { HOST: "127.0.0.1", PORT: String(await findFreePort()) };
    let program = await startMain(environment);
    closing.push(() => program.end());
    const { page, execute, answers } = await open(new URL("/", program.url).href);

    program.signal("SIGSTOP");
    await execute("{ __typename }");
    await page.getByRole("alert").getByText("The server is slow").waitFor();
    program.signal("SIGCONT");
    await answers('"Query"');
    await page.getByText("The server is slow").waitFor({ state: "hidden" });

    await program.end();
    await execute("{ again: __typename }");
    await page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
    program = await startMain(environment);
    await page.getByRole("button", { name: "Try again" }).click();
    await answers('"again"');
    await page.getByText("The server cannot be reached.").first().waitFor({ state: "hidden" });
  });
});
