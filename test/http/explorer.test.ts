import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findDemoUsers } from "#latchkey/find-demo-users.js";
import type { ProviderSettings } from "#latchkey/provider-settings.js";
import { alice } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe("the explorer over HTTP", () => {
  it("is a page that loads from here alone, runs no inline script, and is not kept", async () => {
    const { status, headers, text } = await api.send("/");
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-store",
    ]);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|https?:/);
  });

  it("has parts that browsers keep for good, compressed", async () => {
    const { text } = await api.send("/");
    const parts = [...text.matchAll(/(?:src|href)="(\/explorer\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(parts).toHaveLength(2);
    for (const path of parts) {
      const { status, headers } = await api.send(path);
      expect([status, headers.get("cache-control"), headers.get("content-encoding")]).toEqual([
        200,
        "public, max-age=31536000, immutable",
        "gzip",
      ]);
    }
    expect((await api.send("/explorer/assets/none.js")).body.errors[0].extensions.code).toBe("NOT_FOUND");
  });

  it("is told no password where people log in against a provider of their own", async () => {
    const { body } = await api.send("/explorer/configuration.json");
    expect(body).toMatchObject({ passwordLogin: true, demoUsers: [] });
    expect(body.guarded).toContainEqual(expect.objectContaining({ coordinate: "Query.me", access: "guarded" }));
  });

  const demo = { clientId: "local-api", clientSecret: "local-api-demo-secret", discoveryUrl: undefined };
  it.each<[string, Partial<ProviderSettings>, readonly string[]]>([
    ["the demo realm on this machine", {}, ["alice", "bob"]],
    ["another realm on it", { issuer: "http://localhost:8080/realms/mine" }, []],
    ["a realm of that name elsewhere", { issuer: "https://id.example/realms/local" }, []],
    ["a host that looks like this machine", { issuer: "http://localhost.example/realms/local" }, []],
    ["another client of the demo realm", { clientId: "other" }, []],
    ["a secret of one's own", { clientSecret: "mine" }, []],
  ])("offers to log in as the demo users at %s: %j", async (_, settings, usernames) => {
    const users = await findDemoUsers({ issuer: "http://localhost:8080/realms/local", ...demo, ...settings });
    expect(users.map(({ username }) => username)).toEqual(usernames);
  });

  it("is told nothing of a schema that clients may not read", async () => {
    const closed = await startApi({ introspection: false });
    expect((await closed.send("/explorer/configuration.json")).body.guarded).toEqual([]);
    await closed.close();
  });

  it.each(["/", "/explorer/configuration.json"])("is not there when it is off: %s", async (path) => {
    const without = await startApi({ explorer: false });
    expect((await without.send(path)).status).toBe(404);
    await without.close();
  });

  describe("the Sandbox link", () => {
    /** Sends what Sandbox opens with, headers as it sends them: `{{name}}` is replaced when the variable is set. */
    async function run(operationName: string, environment: Readonly<Record<string, string>> = {}) {
      const { toSandboxLink } = await import("#latchkey/to-sandbox-link.js");
      const { origin, pathname, searchParams } = new URL(toSandboxLink(api.url, { ...alice, roles: [] }));
      expect([origin, pathname]).toEqual(["https://studio.apollographql.com", "/sandbox/explorer"]);
      expect([...searchParams.keys()]).toEqual(["endpoint", "document", "variables", "headers"]);
      const [endpoint = "", query = "", variables = "", headers = ""] = [...searchParams.values()];
      const filled = headers.replace(/{{(\w+)}}/g, (template, name) => environment[name] ?? template);
      const answer = await api.send(endpoint, {
        method: "POST",
        headers: { "content-type": "application/json", origin, ...JSON.parse(filled) },
        body: JSON.stringify({ query, operationName, variables: JSON.parse(variables) }),
      });
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      return { answer, query };
    }

    it("has a login that works before the variable is set, says where to set it, and then reads me", async () => {
      const { answer, query } = await run("Login");
      const { accessToken } = answer.body.data.login;
      expect(accessToken).toMatch(/^eyJ/);
      const [, environment = ""] = /Settings > Environment variables: (\{.*\})/.exec(query) ?? [];
      const filled = JSON.parse(environment.replace("the accessToken of the answer", accessToken));
      expect((await run("Me", filled)).answer.body.data.me).toMatchObject({ username: "alice" });
      expect((await run("Me")).answer.body.errors[0].extensions.code).toBe("TOKEN_MALFORMED");
    });

    it("leads to a schema that shows the padlock", async () => {
      const { body } = await api.ask('{ __type(name: "Query") { fields { name description } } }');
      expect(body.data.__type.fields).toContainEqual({
        name: "me",
        description: expect.stringMatching(/🔒 Requires a signed-in user\.$/),
      });
    });

    it("holds no token, and no password but that of a demo user", async () => {
      const { toSandboxLink } = await import("#latchkey/to-sandbox-link.js");
      expect(toSandboxLink(api.url, { ...alice, roles: [] })).not.toMatch(/eyJ/);
      const { searchParams } = new URL(toSandboxLink(api.url, undefined));
      expect(JSON.parse(searchParams.get("variables") ?? "")).toEqual({ username: "", password: "" });
    });
  });
});
