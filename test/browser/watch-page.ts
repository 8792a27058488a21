import type { Page } from "playwright-core";

/** The start of a JWT, and the passwords of the demo users. */
const secret = /eyJ|wonderland|canwefixit/;

/**
 * Watches a page from its beginning. The function it returns lists what no page may do: complain on the console, ask
 * another host than its own, or leave a secret in an address, in storage or in a cookie.
 */
export function watchPage(page: Page, origin: string): () => Promise<string[]> {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium itself notes every status from 400 on; these are answers that the pages expect.
    const isStatus =
      message.text().startsWith("Failed to load resource") && message.location().url.endsWith("/graphql");
    if (["error", "warning"].includes(message.type()) && !isStatus) complaints.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) complaints.push(`asked ${url}`);
    if (secret.test(url)) complaints.push(`has a secret in ${url}`);
  });
  return async () => {
    const state = await page.context().storageState({ indexedDB: true });
    const kept = JSON.stringify([state, await page.evaluate("({ ...sessionStorage })"), page.url()]);
    return state.cookies.length > 0 || secret.test(kept) ? [...complaints, `keeps ${kept}`] : complaints;
  };
}
