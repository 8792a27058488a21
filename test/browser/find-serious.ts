import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds on a page that is serious or critical: rule and element. The page must let it run. */
export async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // The tabs of GraphiQL are list items with the role of a tab and a button inside: its own to mend.
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target.join(" ")]))
    .filter(([id, target]) => id !== "nested-interactive" || !document.querySelector(target).matches(".graphiql-tab"))
    .map(([id, target]) => id + " " + target))`);
}
