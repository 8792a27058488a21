import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { sendLogoutToken } from "../support/send-logout-token.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const root = new URL("../../", import.meta.url);
const queries: [string, string][] = [];
const { panels }: Dashboard = JSON.parse(await readFile(new URL("deploy/grafana-dashboard.json", root), "utf8"));
for (const { title, targets } of panels) for (const { expr } of targets) queries.push([title, expr]);
const table = await readFile(new URL("docs/operate-it.md", root), "utf8");

let api: Api;
/** Label names by the name of a series. */
const exposed = new Map<string, Set<string>>();
beforeAll(async () => {
  api = await startApi({ metricsPort: 0, logLevel: "warn" });
  await until(async () => (await api.send("/readyz")).status === 200);
  await api.ask(operations.login, { variables: alice });
  await api.ask("{ me { id } }");
  await sendLogoutToken(api, "x");
  await api.ask(operations.me, { token: api.provider.mint() });
  await until(async () => (await api.metrics()).includes('type="query",code="OK"'));
  for (const line of (await api.metrics()).split("\n")) {
    const [, name, labels = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name !== undefined)
      exposed.set(name, new Set([...labels.matchAll(/(\w+)="/g)].map(([, label]) => label ?? "")));
  }
});
afterAll(() => api.close());

describe("the Grafana dashboard", () => {
  it.each(queries)("asks for what the server exposes: %s: %s", (_title, expr) => {
    const names = expr.match(/\b(latchkey|process|nodejs)_\w+/g) ?? [];
    expect(names.filter((name) => !exposed.has(name))).toEqual([]);
    expect(names).not.toEqual([]);
    const labels = new Set(names.flatMap((name) => [...(exposed.get(name) ?? [])]));
    const asked = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, by = ""]) => by.split(", "));
    expect(asked.filter((label) => label !== "instance" && !labels.has(label))).toEqual([]);
  });

  it("shows every metric of the server", () => {
    const asked = queries.map(([, expr]) => expr).join("\n");
    const own = [...exposed.keys()].filter((name) => name.startsWith("latchkey_") && !name.endsWith("_sum"));
    expect(own.filter((name) => !asked.includes(name))).toEqual([]);
  });
});

describe("docs/operate-it.md", () => {
  it("has every metric of the server, and no other", () => {
    const described = [...table.matchAll(/^\| `(latchkey_\w+)` \|/gm)].map(([, name]) => name);
    const own = [...exposed.keys()]
      .filter((name) => name.startsWith("latchkey_"))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ""));
    expect(described.sort()).toEqual([...new Set(own)].sort());
  });
});
