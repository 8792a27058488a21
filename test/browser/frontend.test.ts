import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import type { Browser, Page } from "playwright-core";
import { answers } from "#latchkey/graphql/errors.js";
import { until } from "../support/until.js";
import { findSerious } from "./find-serious.js";
import { openBrowser } from "./open-browser.js";
import { type FrontendPage, openFrontend } from "./open-frontend.js";
import { type Site, startSite } from "./start-site.js";

/** Seconds that an access token lives here, and that the API goes on accepting it for a clock that is behind. */
const lifetime = 1;
const clockTolerance = 5;

let browser: Browser;
let provider: TestProvider;
let site: Site;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  provider = await startTestProvider({ lifetime });
  const { issuer, clientId, clientSecret } = provider;
  settings = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
  [browser, site] = await Promise.all([openBrowser(), startSite(settings)]);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await provider.stop();
});

let frontend: FrontendPage;
let page: Page;
beforeEach(async () => {
  frontend = await openFrontend(browser, site.address);
  page = frontend.page;
});
afterEach(async () => {
  const complaints = await frontend.complaints();
  await frontend.close();
  provider.fault("token", null);
  expect(complaints).toEqual([]);
});

async function logInAsAlice(): Promise<void> {
  await frontend.logIn("alice", "wonderland");
  await frontend.sees("alice@example.com");
}

/** Waits until the API no longer accepts what was issued before now. */
async function untilExpired(): Promise<void> {
  const expiry = Date.now() + (lifetime + clockTolerance) * 1_000 + 500;
  await until(() => Date.now() > expiry);
}

describe("the example frontend", () => {
  it("takes what is needed from the answer and not from what it believes", async () => {
    await page.route("**/graphql", async (route) => {
      if (!route.request().postData()?.includes('"Access"')) return route.fallback();
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('"admin"', '"auditor","member"');
      await route.fulfill({ response, body });
    });
    await frontend.logIn("bob", "canwefixit");
    await frontend.sees("Needs role auditor and member");
  });

  it("renews an expired session once for all that find it expired, and asks again", async () => {
    await logInAsAlice();
    await page.getByRole("table").waitFor();
    await untilExpired();
    const answered: number[] = [];
    page.on("response", (response) => answered.push(response.status()));
    // Both at once: the pages of two panels.
    await page.evaluate(
      "for (const button of document.querySelectorAll('.title button')) if (/^Read/.test(button.innerText)) button.click()",
    );
    await until(() => answered.length === 5);
    await page.getByRole("table").waitFor();
    await frontend.sees("alice@example.com");
    expect(frontend.requests("Refresh")).toHaveLength(1);
    expect(answered.sort()).toEqual([200, 200, 200, 401, 401]);
  });

  it("keeps renewing: a second expiry is as good as the first", async () => {
    await logInAsAlice();
    for (const renewals of [1, 2]) {
      await untilExpired();
      await frontend.press("Read again Me");
      await until(() => frontend.requests("Refresh").length === renewals);
      await page.getByRole("button", { name: "Read again Me" }).waitFor();
      await frontend.sees("alice@example.com");
    }
  });

  it("asks to log in again when the session cannot be renewed", async () => {
    await logInAsAlice();
    provider.fault("token", { status: 400, body: { error: "invalid_grant" } });
    await untilExpired();
    await frontend.press("Read again Me");
    await frontend.alert("Your session has expired. Please log in again.");
    expect(frontend.requests("Refresh")).toHaveLength(1);
  });

  it("keeps the session when the provider is gone at the time of renewal", async () => {
    await logInAsAlice();
    await provider.stop();
    await untilExpired();
    await frontend.press("Read again Me");
    await frontend.alert("The login service does not answer just now.");
    await provider.restart();
    await until(async () => {
      if ((await page.getByText("alice@example.com").count()) > 0) return true;
      const again = page.getByRole("button", { name: "Try again Me" });
      if (await again.isEnabled()) await again.click();
      return false;
    });
  });

  it("asks to log in again when the server has come back without its sessions", async () => {
    await logInAsAlice();
    await site.stopApi();
    await site.startApi({});
    await frontend.press("Read again Me");
    await frontend.alert("Please log in again.");
    await logInAsAlice();
    await site.stopApi();
    await site.startApi(settings);
  });

  it("says that the server is gone, with a way to try again", async () => {
    await logInAsAlice();
    await site.stopApi();
    await frontend.press("Read again Me");
    await frontend.alert("The server cannot be reached.");
    await site.startApi(settings);
    await frontend.press("Try again Me");
    await frontend.sees("alice@example.com");
  });

  it("says so at the login form as well", async () => {
    await site.stopApi();
    await frontend.logIn("alice", "wonderland");
    await frontend.alert("The server cannot be reached.");
    await site.startApi(settings);
    await frontend.press("Log in");
    await frontend.sees("alice@example.com");
  });

  it("says that the session was ended elsewhere while the page was open, and leads back to logging in", async () => {
    await logInAsAlice();
    // What is still under way when the session ends would end it on the page before anybody asks again.
    await page.getByRole("table").waitFor();
    const authorization = await frontend.requests("Me").at(-1)?.headerValue("authorization");
    const { sid, sub } = decodeJwt(authorization?.replace("Bearer ", "") ?? "");
    const told = await fetch(`${site.api}/oidc/backchannel-logout`, {
      method: "POST",
      body: new URLSearchParams({ logout_token: provider.mintLogoutToken({ sid, sub }) }),
    });
    expect(told.status).toBe(200);
    await frontend.press("Read again Me");
    await frontend.alert("Your session was ended elsewhere. Please log in again.");
    expect(await page.getByText("alice@example.com").count()).toBe(0);
    await logInAsAlice();
  });

  it("takes a 503 that is not the API's own for a server that is gone, with a way to try again", async () => {
    await logInAsAlice();
    await page.route("**/graphql", (route) => route.fulfill({ status: 503, body: "<h1>Service Unavailable</h1>" }));
    await frontend.press("Read again Me");
    await frontend.alert("The server cannot be reached.");
    await page.unroute("**/graphql");
    await frontend.press("Try again Me");
    await frontend.sees("alice@example.com");
  });

  it("says that the server is slow, and does not wait for ever", async () => {
    await logInAsAlice();
    await page.route("**/graphql", () => {});
    await frontend.press("Read again Me");
    await page.getByRole("alert").filter({ hasText: "takes too long" }).waitFor({ timeout: 15_000 });
    await page.unroute("**/graphql");
    await frontend.press("Try again Me");
    await frontend.sees("alice@example.com");
  });

  it("logs out although the server is gone, and says what that means", async () => {
    await logInAsAlice();
    await site.stopApi();
    await frontend.press("Log out");
    await frontend.alert("You are logged out here, but the server could not be told.");
    await site.startApi(settings);
  });

  it("forgets the session on reload: it is in memory alone, and another tab has its own, of another user", async () => {
    await logInAsAlice();
    const other = await page.context().newPage();
    await other.goto(site.address);
    await other.getByLabel("Username").fill("bob");
    await other.getByLabel("Password").fill("canwefixit");
    await other.getByRole("button", { name: "Log in" }).click();
    await other.getByText("bob@example.com").waitFor();
    await other.getByRole("button", { name: "Log out" }).click();
    await other.getByRole("button", { name: "Log in" }).waitFor();
    await other.close();
    await frontend.press("Read again Me");
    await frontend.sees("alice@example.com");
    await page.reload();
    await page.getByRole("button", { name: "Log in" }).waitFor();
  });

  it.each(["light", "dark"] as const)("has no serious finding of axe, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await findSerious(page)).toEqual([]);
    await frontend.logIn("bob", "canwefixit");
    await frontend.sees("Needs role admin");
    expect(await findSerious(page)).toEqual([]);
    await frontend.press("Log out");
    await logInAsAlice();
    await page.getByRole("table").waitFor();
    expect(await findSerious(page)).toEqual([]);
  });

  it("leaves the focus where it is for whoever uses the keyboard, while it waits for an answer", async () => {
    const focused = () => page.evaluate("document.activeElement.innerText");
    await page.getByLabel("Username").fill("bob");
    await page.getByLabel("Password").fill("nonsense");
    await page.getByLabel("Password").press("Tab");
    await page.keyboard.press("Enter");
    await frontend.alert("Username or password is incorrect.");
    expect(await focused()).toBe("Log in");
    await logInAsAlice();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Log out");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(() => frontend.requests("Me").length === 2);
    await page.getByRole("button", { name: "Read again Me" }).waitFor();
    expect(await focused()).toMatch(/^Read again/);
  });

  it("has words for every code of the API", async () => {
    const words = await readFile(new URL("../../examples/web/src/words.ts", import.meta.url), "utf8");
    expect(Object.keys(answers).filter((code) => !words.includes(`["${code}"`))).toEqual([]);
  });
});
