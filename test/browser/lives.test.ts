import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { until } from "../support/until.js";
import { openBrowser } from "./open-browser.js";
import { type ExplorerPage, openExplorer } from "./open-explorer.js";
import { type FrontendPage, openFrontend } from "./open-frontend.js";
import { type Provider, providers } from "./providers.js";
import { type Site, startSite } from "./start-site.js";

/** Seconds that an access token lives here, and that the API goes on accepting it for a clock that is behind. */
const lifetime = 4;
const clockTolerance = 5;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(providers)("with $name", (kind) => {
  let provider: Provider;
  let site: Site;
  beforeAll(async () => {
    provider = await kind.start(lifetime);
    site = await startSite(provider.settings);
  });
  afterAll(async () => {
    await site.stop();
    await provider.close();
  });

  /** Ends the session a page is signed in with, and returns when the API knows. */
  async function endSession(authorization: string): Promise<void> {
    await provider.endSession(site.api, authorization.replace("Bearer ", ""));
    await until(async () => {
      const headers = { "content-type": "application/json", authorization };
      const body = JSON.stringify({ query: "{ me { id } }" });
      return (await fetch(`${site.api}/graphql`, { method: "POST", headers, body })).status === 401;
    });
  }

  describe("the explorer", () => {
    let explorer: ExplorerPage;
    let page: Page;
    beforeEach(async () => {
      explorer = await openExplorer(browser, `${site.api}/`);
      page = explorer.page;
    });
    afterEach(async () => {
      const complaints = await explorer.complaints();
      await explorer.close();
      expect(complaints).toEqual([]);
    });

    async function logIn(username: string, password: string): Promise<void> {
      await explorer.logIn(username, password);
      await page.getByRole("button", { name: "Log out" }).waitFor();
    }

    it("logs in with Enter, shows who it is with roles and time left, and sends the token from then on", async () => {
      await logIn("alice", "wonderland");
      const bar = await page.getByRole("banner").innerText();
      for (const words of ["alice", "member", "admin", "local-api:editor"]) expect(bar).toContain(words);
      expect(await page.getByRole("timer").innerText()).toMatch(/^0:0[0-4]$/);
      await page.getByRole("tab", { name: "Me" }).click();
      await page.getByRole("button", { name: "Execute query" }).click();
      await explorer.answers("alice@example.com");
      expect(explorer.authorizations.at(-1)).toMatch(/^Bearer eyJ/);
    });

    it("says that the password is wrong, and stays where it is", async () => {
      await explorer.logIn("alice", "nonsense");
      await page.getByRole("dialog").getByText("Username or password is incorrect!").waitFor();
      expect(await page.getByRole("button", { name: "Log out" }).count()).toBe(0);
    });

    it("shows a padlock beside every guarded field, open for who meets what it requires", async () => {
      const field = (name: string) => page.locator(".graphiql-doc-explorer-field-name", { hasText: name });
      await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^Query$/ }).click();
      expect(await field("access").getAttribute("data-padlock")).toBe("locked");
      expect(await field("access").getAttribute("data-requires")).toBe("role admin");
      expect(await field("me").getAttribute("data-padlock")).toBe("locked");
      await logIn("bob", "canwefixit");
      await page.locator('[data-padlock="open"]').waitFor();
      expect(await field("me").getAttribute("data-padlock")).toBe("open");
      expect(await field("access").getAttribute("data-padlock")).toBe("locked");
    });

    it("explains a denied query: what it requires, what this user lacks", async () => {
      const notes = page.locator(".graphiql-footer").getByRole("status");
      await explorer.execute("{ access { who } }");
      await notes.getByText("Query.access requires role admin. Log in first.").waitFor();
      await logIn("bob", "canwefixit");
      await page.getByRole("button", { name: "Execute query" }).click();
      await notes.getByText("Refused for bob.").waitFor();
      expect(await notes.innerText()).toContain("Query.access requires role admin; bob lacks role admin.");
      await explorer.execute("{ __typename }");
      await notes.waitFor({ state: "detached" });
    });

    it("shows what somebody else gets beside one's own answer", async () => {
      await logIn("alice", "wonderland");
      await explorer.execute("{ access { who } }");
      await explorer.answers("anyone");
      await page.getByLabel("View as").selectOption("bob");
      await page.getByRole("button", { name: "Compare" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("region", { name: "bob" }).getByText("bob lacks role admin").waitFor();
      expect(await dialog.getByRole("region", { name: "alice" }).innerText()).toContain('"who": "anyone"');
      expect(await page.getByRole("banner").innerText()).toContain("alice");
    });

    it("refreshes a short-lived token before it expires, so that nobody is asked again", async () => {
      await logIn("alice", "wonderland");
      const first = explorer.authorizations.at(-1);
      await page.waitForRequest((request) => (request.postData() ?? "").includes("mutation Refresh"));
      await until(async () => explorer.authorizations.at(-1) !== first && explorer.authorizations.at(-1) !== "");
      await explorer.execute("{ me { username } }");
      await explorer.answers('"alice"');
    });

    it("says that the session was ended under way, and leads back to logging in", async () => {
      await logIn("alice", "wonderland");
      await endSession(explorer.authorizations.at(-1) ?? "");
      await explorer.execute("{ me { username } }");
      await page.getByRole("banner").getByText("Log in again.").waitFor();
      await logIn("bob", "canwefixit");
      await explorer.execute("{ me { email } }");
      await explorer.answers("bob@example.com");
    });

    it("logs out: the next request carries no token", async () => {
      await logIn("alice", "wonderland");
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByText("Nobody is signed in").waitFor();
      await explorer.execute("{ me { id } }");
      await explorer.answers("UNAUTHENTICATED");
      expect(explorer.authorizations.at(-1)).toBe("");
    });
  });

  describe("the example frontend", () => {
    let frontend: FrontendPage;
    let page: Page;
    beforeEach(async () => {
      frontend = await openFrontend(browser, site.address);
      page = frontend.page;
    });
    afterEach(async () => {
      const complaints = await frontend.complaints();
      await frontend.close();
      expect(complaints).toEqual([]);
    });

    async function logInAsAlice(): Promise<void> {
      await frontend.logIn("alice", "wonderland");
      await frontend.sees("alice@example.com");
    }

    it("logs in with the keyboard alone, and shows me", async () => {
      await page.getByLabel("Username").focus();
      await page.keyboard.type("alice");
      await page.keyboard.press("Tab");
      await page.keyboard.type("wonderland");
      await page.keyboard.press("Enter");
      await frontend.sees("Alice Liddell");
      await frontend.sees("local-api:editor");
    });

    it("says that the username or the password is wrong, the same for both, and lets the person try again", async () => {
      await frontend.logIn("alice", "looking-glass");
      await frontend.alert("Username or password is incorrect.");
      await frontend.logIn("nobody", "wonderland");
      await frontend.alert("Username or password is incorrect.");
      await logInAsAlice();
    });

    it("shows the panel for administrators to one", async () => {
      await logInAsAlice();
      await page.getByRole("row", { name: "Query.access role admin" }).waitFor();
      expect(await page.getByText("Needs role").count()).toBe(0);
    });

    it("says what the panel needs to a member who lacks it", async () => {
      await frontend.logIn("bob", "canwefixit");
      await frontend.sees("Needs role admin");
      await frontend.sees("bob@example.com");
      expect(await page.getByRole("table").count()).toBe(0);
    });

    it("renews a session that has expired, and goes on", async () => {
      await logInAsAlice();
      const expiry = Date.now() + (lifetime + clockTolerance) * 1_000 + 500;
      await until(() => Date.now() > expiry, 20_000);
      await frontend.press("Read again Me");
      await until(() => frontend.requests("Me").length === 3);
      await page.getByRole("button", { name: "Read again Me" }).waitFor();
      await frontend.sees("alice@example.com");
      expect(frontend.requests("Refresh")).toHaveLength(1);
    });

    it("lives through a restart of the server", async () => {
      await logInAsAlice();
      await site.stopApi();
      await site.startApi(provider.settings);
      await frontend.press("Read again Who may use what");
      await page.getByRole("table").waitFor();
      await frontend.press("Read again Me");
      await frontend.sees("alice@example.com");
    });

    it("says that the session was ended under way, and leads back to logging in", async () => {
      await logInAsAlice();
      // What is still under way when the session ends would end it on the page before anybody asks again.
      await page.getByRole("table").waitFor();
      await endSession((await frontend.requests("Me").at(-1)?.headerValue("authorization")) ?? "");
      await frontend.press("Read again Me");
      await frontend.alert("Please log in again.");
      expect(await page.getByText("alice@example.com").count()).toBe(0);
      await logInAsAlice();
    });

    it("logs out, forgets what it has read, and shows the next person their own", async () => {
      await logInAsAlice();
      await frontend.press("Log out");
      await page.getByRole("button", { name: "Log in" }).waitFor();
      expect(await page.getByRole("alert").first().innerText()).toBe("");
      await frontend.logIn("bob", "canwefixit");
      await frontend.sees("bob@example.com");
      expect(await page.getByText("Alice Liddell").count()).toBe(0);
    });
  });
});
