import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { answers } from "#latchkey/graphql/errors.js";
import { findFreePort } from "../keycloak/find-free-port.js";
import { until } from "../support/until.js";
import { openBrowser } from "./open-browser.js";
import { type RunningProgram, startProgram } from "./start-program.js";

/** Seconds that an access token lives here, and that the API goes on accepting it for a clock that is behind. */
const lifetime = 1;
const clockTolerance = 5;

let browser: Browser;
let provider: TestProvider;
let api: RunningProgram;
let web: RunningProgram;
let apiPort: number;
let address: string;

/** The API of the examples, with this provider or with the embedded one. */
const startApi = (environment: Readonly<Record<string, string>>) =>
  startProgram(
    ".",
    ["examples/api/server.js"],
    { PORT: `${apiPort}`, PROVIDER_PORT: "0", ...environment },
    "is listening",
  );
const atProvider = () => ({
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: provider.clientId,
  OIDC_CLIENT_SECRET: provider.clientSecret,
});
async function isReady() {
  return (await fetch(`http://localhost:${apiPort}/readyz`)).ok;
}
async function restartApi(environment: Readonly<Record<string, string>> = atProvider()) {
  await api.stop();
  api = await startApi(environment);
  await until(isReady);
}

beforeAll(async () => {
  apiPort = await findFreePort();
  const webPort = await findFreePort();
  address = `http://localhost:${webPort}`;
  provider = await startTestProvider({ lifetime });
  [browser, api, web] = await Promise.all([
    openBrowser(),
    startApi(atProvider()),
    startProgram(
      "examples/web",
      ["node_modules/vite/bin/vite.js", "preview", "--port", `${webPort}`],
      { API_URL: `http://localhost:${apiPort}` },
      "Local:",
    ),
  ]);
  await until(isReady);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([api.stop(), web.stop()]);
  await provider.stop();
});

let context: BrowserContext;
let page: Page;
let complaints: string[];
let requests: Request[];

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1120, height: 640 } });
  context.setDefaultTimeout(8_000);
  page = await context.newPage();
  complaints = [];
  requests = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium itself notes every status from 400 on; these are answers that the page expects.
    const isStatus =
      message.text().startsWith("Failed to load resource") && message.location().url.endsWith("/graphql");
    if (["error", "warning"].includes(message.type()) && !isStatus) complaints.push(message.text());
  });
  page.on("request", (request) => requests.push(request));
  await page.goto(address);
});
// What holds of every page in every test.
afterEach(async () => {
  const state = await context.storageState({ indexedDB: true });
  const stored = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
  const outside = requests.filter((request) => !request.url().startsWith(address));
  const inAddress = requests.filter((request) => request.url().includes("eyJ"));
  await context.close();
  provider.fault("token", null);
  expect(complaints).toEqual([]);
  expect(state).toEqual({ cookies: [], origins: [] });
  expect(stored).toBe("[{},{}]");
  expect([...outside, ...inAddress]).toEqual([]);
});

async function logIn(username: string, password: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}
const logInAsAlice = async () => {
  await logIn("alice", "wonderland");
  await sees("alice@example.com");
};
const sees = (words: string | RegExp) => page.getByText(words).first().waitFor();
const alert = (words: string) => page.getByRole("alert").filter({ hasText: words }).first().waitFor();
const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
const operations = (name: string) => requests.filter((request) => request.postData()?.includes(`"${name}"`)).length;

/** Waits until the API no longer accepts what was issued before now. */
async function untilExpired(): Promise<void> {
  const expiry = Date.now() + (lifetime + clockTolerance) * 1_000 + 500;
  await until(() => Date.now() > expiry);
}

async function expectAccessible(): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.Result[]>("axe.run().then(({ violations }) => violations)");
  expect(found.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
}

describe("the example frontend", () => {
  it("logs in with the keyboard alone, and shows me", async () => {
    await page.getByLabel("Username").focus();
    await page.keyboard.type("alice");
    await page.keyboard.press("Tab");
    await page.keyboard.type("wonderland");
    await page.keyboard.press("Enter");
    await sees("Alice Liddell");
    await sees("local-api:editor");
  });

  it("says that the username or the password is wrong, the same for both, and lets the person try again", async () => {
    await logIn("alice", "looking-glass");
    await alert("Username or password is incorrect.");
    await logIn("nobody", "wonderland");
    await alert("Username or password is incorrect.");
    await logInAsAlice();
  });

  it("shows the panel for administrators to one", async () => {
    await logInAsAlice();
    await page.getByRole("row", { name: "Query.access role admin" }).waitFor();
    expect(await page.getByText("Needs role").count()).toBe(0);
  });

  it("says what the panel needs to a member who lacks it", async () => {
    await logIn("bob", "canwefixit");
    await sees("Needs role admin");
    await sees("bob@example.com");
    expect(await page.getByRole("table").count()).toBe(0);
  });

  it("takes what is needed from the answer and not from what it believes", async () => {
    await page.route("**/graphql", async (route) => {
      if (!route.request().postData()?.includes('"Access"')) return route.fallback();
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('"admin"', '"auditor","member"');
      await route.fulfill({ response, body });
    });
    await logIn("bob", "canwefixit");
    await sees("Needs role auditor and member");
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
    await sees("alice@example.com");
    expect(operations("Refresh")).toBe(1);
    expect(answered.sort()).toEqual([200, 200, 200, 401, 401]);
  });

  it("keeps renewing: a second expiry is as good as the first", async () => {
    await logInAsAlice();
    for (const renewals of [1, 2]) {
      await untilExpired();
      await press("Read again Me");
      await until(() => operations("Refresh") === renewals);
      await page.getByRole("button", { name: "Read again Me" }).waitFor();
      await sees("alice@example.com");
    }
  });

  it("asks to log in again when the session cannot be renewed", async () => {
    await logInAsAlice();
    provider.fault("token", { status: 400, body: { error: "invalid_grant" } });
    await untilExpired();
    await press("Read again Me");
    await alert("Your session has expired. Please log in again.");
    expect(operations("Refresh")).toBe(1);
  });

  it("keeps the session when the provider is gone at the time of renewal", async () => {
    await logInAsAlice();
    await provider.stop();
    await untilExpired();
    await press("Read again Me");
    await alert("The login service does not answer just now.");
    await provider.restart();
    await until(async () => {
      if ((await page.getByText("alice@example.com").count()) > 0) return true;
      const again = page.getByRole("button", { name: "Try again Me" });
      if (await again.isEnabled()) await again.click();
      return false;
    });
  });

  it("lives through a restart of the server", async () => {
    await logInAsAlice();
    await restartApi();
    await press("Read again Who may use what");
    await page.getByRole("table").waitFor();
    await press("Read again Me");
    await sees("alice@example.com");
  });

  it("asks to log in again when the server has come back without its sessions", async () => {
    await logInAsAlice();
    await restartApi({});
    await press("Read again Me");
    await alert("Please log in again.");
    await logInAsAlice();
    await restartApi();
  });

  it("says that the server is gone, with a way to try again", async () => {
    await logInAsAlice();
    await api.stop();
    await press("Read again Me");
    await alert("The server cannot be reached.");
    api = await startApi(atProvider());
    await until(isReady);
    await press("Try again Me");
    await sees("alice@example.com");
  });

  it("says so at the login form as well", async () => {
    await api.stop();
    await logIn("alice", "wonderland");
    await alert("The server cannot be reached.");
    api = await startApi(atProvider());
    await until(isReady);
    await press("Log in");
    await sees("alice@example.com");
  });

  it("says that the server is slow, and does not wait for ever", async () => {
    await logInAsAlice();
    await page.route("**/graphql", () => {});
    await press("Read again Me");
    await page.getByRole("alert").filter({ hasText: "takes too long" }).waitFor({ timeout: 15_000 });
    await page.unroute("**/graphql");
    await press("Try again Me");
    await sees("alice@example.com");
  });

  it("logs out, forgets what it has read, and shows the next person their own", async () => {
    await logInAsAlice();
    await press("Log out");
    await page.getByRole("button", { name: "Log in" }).waitFor();
    expect(await page.getByRole("alert").first().innerText()).toBe("");
    expect(provider.requests.revocation + provider.requests.logout).toBeGreaterThan(0);
    await logIn("bob", "canwefixit");
    await sees("bob@example.com");
    expect(await page.getByText("Alice Liddell").count()).toBe(0);
  });

  it("logs out although the server is gone, and says what that means", async () => {
    await logInAsAlice();
    await api.stop();
    await press("Log out");
    await alert("You are logged out here, but the server could not be told.");
    api = await startApi(atProvider());
    await until(isReady);
  });

  it("forgets the session on reload: it is in memory alone, and another tab has its own", async () => {
    await logInAsAlice();
    const other = await context.newPage();
    await other.goto(address);
    await other.getByRole("button", { name: "Log in" }).waitFor();
    await other.close();
    await sees("alice@example.com");
    await page.reload();
    await page.getByRole("button", { name: "Log in" }).waitFor();
  });

  it.each(["light", "dark"] as const)("has no serious finding of axe, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await expectAccessible();
    await logIn("bob", "canwefixit");
    await sees("Needs role admin");
    await expectAccessible();
    await press("Log out");
    await logInAsAlice();
    await page.getByRole("table").waitFor();
    await expectAccessible();
  });

  it("has words for every code of the API", async () => {
    const words = await readFile(new URL("../../examples/web/src/words.ts", import.meta.url), "utf8");
    expect(Object.keys(answers).filter((code) => !words.includes(`["${code}"`))).toEqual([]);
  });
});
