import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import type { Browser, Request } from "playwright-core";
import { openBrowser } from "./open-browser.js";
import { openFrontend } from "./open-frontend.js";
import { type Site, startSite } from "./start-site.js";

let browser: Browser;
let provider: TestProvider;
let site: Site;
beforeAll(async () => {
  provider = await startTestProvider();
  const { issuer, clientId, clientSecret } = provider;
  const settings = {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    PERSISTED_OPERATIONS: "examples/web/src/generated/persisted-documents.json",
  };
  [browser, site] = await Promise.all([openBrowser(), startSite(settings)]);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await provider.stop();
});

const read = (request: Request) => JSON.parse(request.postData() ?? "{}");

describe("an API that answers the operations of the frontend alone", () => {
  it("answers each of them by its hash", async () => {
    const frontend = await openFrontend(browser, site.address);
    await frontend.logIn("alice", "wonderland");
    await frontend.sees("alice@example.com");
    await frontend.page.getByRole("table").waitFor();
    await frontend.press("Log out");
    await frontend.page.getByLabel("Username").waitFor();
    const sent = ["Login", "Me", "Access", "Logout"].flatMap((name) => frontend.requests(name).map(read));
    expect(sent.map(({ operationName }) => operationName)).toEqual(["Login", "Me", "Access", "Logout"]);
    for (const { query, extensions } of sent) {
      expect(query).toBeUndefined();
      expect(extensions.persistedQuery.sha256Hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
    expect(await frontend.complaints()).toEqual([]);
    await frontend.close();
  });

  it.each(["{ me { id } }", "{ __typename }", "query Me { me { id } }"])("refuses any other: %s", async (query) => {
    const response = await fetch(`${site.api}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    const { errors } = await response.json();
    expect([response.status, errors[0].extensions.code]).toEqual([400, "PERSISTED_QUERY_NOT_FOUND"]);
  });
});
