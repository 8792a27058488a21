import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import * as client from "openid-client";
import { readRealm } from "#latchkey/embedded/read-realm.js";
import type { EmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
import { connect } from "./connect.js";
import { startProvider } from "./start-provider.js";

const redirectUri = "http://localhost:8000/callback";

let provider: EmbeddedProvider;
let config: client.Configuration;

beforeAll(async () => {
  provider = await startProvider();
  config = await connect(provider);
});

describe("authorization code flow", () => {
  it("asks for name and password and ends in a token set of the same shape", async () => {
    const flow = await startFlow(config);

    const back = await flow.browser.submit(await flow.browser.open(flow.url), "alice", "wonderland");
    const tokenSet = await client.authorizationCodeGrant(config, back, flow.checks);

    expect(back.href).toContain(`${redirectUri}?`);
    expect(decodeJwt(tokenSet.access_token)).toMatchObject({
      typ: "Bearer",
      aud: "account",
      azp: "local-api",
      sid: expect.any(String),
      acr: "1",
      auth_time: expect.any(Number),
      preferred_username: "alice",
      realm_access: { roles: ["member", "admin"] },
    });
    expect(tokenSet.claims()).toMatchObject({ typ: "ID", azp: "local-api", preferred_username: "alice" });
    expect(tokenSet).toMatchObject({ refresh_expires_in: 1800, scope: "openid profile email" });
    const refreshed = await client.refreshTokenGrant(config, tokenSet.refresh_token ?? "");
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ sid: decodeJwt(tokenSet.access_token).sid });
  });

  it("does not ask again while the session lasts, and does after a logout with the refresh token", async () => {
    const flow = await startFlow(config);
    await flow.browser.submit(await flow.browser.open(flow.url), "bob", "canwefixit");

    const again = await startFlow(config, flow.browser);
    const back = await again.browser.open(again.url);
    const { refresh_token = "" } = await client.authorizationCodeGrant(config, back, again.checks);
    await fetch(config.serverMetadata().end_session_endpoint ?? "", {
      method: "POST",
      body: new URLSearchParams({ client_id: provider.clientId, client_secret: provider.clientSecret, refresh_token }),
    });

    expect(back.href).toContain(`${redirectUri}?`);
    const after = await startFlow(config, flow.browser);
    expect((await after.browser.open(after.url)).pathname).toMatch(/^\/realms\/local\/login\//);
  });

  it("shows a page that loads nothing from elsewhere, and shows it again after a wrong password", async () => {
    const { browser, url } = await startFlow(config);
    const page = await browser.open(url);

    const answer = await browser.send(page, new URLSearchParams({ username: "alice", password: "wrong" }));
    const html = await answer.text();

    expect(html).toContain("Username or password is incorrect!");
    expect(html).not.toMatch(/https?:|src=|<link|<script/);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    const back = await browser.submit(page, "alice", "wonderland");
    expect(back.searchParams.get("code")).toEqual(expect.any(String));
  });

  it("ends the browser's session at the logout page, which loads nothing from elsewhere either", async () => {
    const { browser, url } = await startFlow(config);
    await browser.submit(await browser.open(url), "alice", "wonderland");

    const html = await (await browser.send(new URL(config.serverMetadata().end_session_endpoint ?? ""))).text();
    const [, action = ""] = /action="([^"]+)"/.exec(html) ?? [];
    const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(html) ?? [];
    const goodbye = await browser.follow(
      new URL(action),
      await browser.send(new URL(action), new URLSearchParams({ xsrf, logout: "yes" })),
    );

    expect(html).not.toMatch(/src=|<link|<script|@import/);
    expect(goodbye.pathname).toBe("/realms/local/protocol/openid-connect/logout/success");
    const after = await startFlow(config, browser);
    expect((await browser.open(after.url)).pathname).toMatch(/^\/realms\/local\/login\//);
  });

  it("shows the page to nobody but the browser that asked", async () => {
    const { browser, url } = await startFlow(config);
    const page = await browser.open(url);

    const answer = await fetch(page);

    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: "invalid_request" })]);
  });

  it.each([
    ["http://localhost:8000.example.com/callback"],
    ["http://localhost:80001/callback"],
    ["http://example.com/callback"],
    ["http://user@localhost:8000/callback"],
  ])("refuses to send the code to %s", async (redirect_uri) => {
    const { url } = await startFlow(config);
    url.searchParams.set("redirect_uri", redirect_uri);

    const answer = await fetch(url, { redirect: "manual" });

    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ error: "invalid_redirect_uri" }),
    ]);
  });

  it("takes a * after a host name for no other host", async () => {
    const [api] = (await readRealm()).clients;
    const clients = [{ ...api, redirectUris: ["http://example.com*"] }] as const;
    const { url } = await startFlow(await connect(await startProvider({ clients })));
    url.searchParams.set("redirect_uri", "http://example.com.example.org/");

    const answer = await fetch(url, { redirect: "manual" });

    expect(await answer.json()).toMatchObject({ error: "invalid_redirect_uri" });
  });

  it("needs PKCE", async () => {
    const { url } = await startFlow(config);
    url.searchParams.delete("code_challenge");
    url.searchParams.delete("code_challenge_method");

    const answer = await fetch(url, { redirect: "manual" });

    expect(answer.headers.get("location")).toContain("error=invalid_request");
  });
});

async function startFlow(config: client.Configuration, browser = createBrowser()) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid profile email",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  return { browser, url, checks: { pkceCodeVerifier } };
}

/** Keeps cookies by path and follows redirects until a page, or the client, is reached. */
function createBrowser() {
  const cookies = new Map<string, { value: string; path: string }>();

  async function send(url: URL, body?: URLSearchParams): Promise<Response> {
    const sent = [...cookies].filter(([, { path }]) => url.pathname.startsWith(path));
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { Cookie: sent.map(([name, { value }]) => `${name}=${value}`).join("; ") },
      ...(body && { method: "POST", body }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, { value, path: /; path=([^;]*)/.exec(cookie)?.[1] ?? "/" });
    }
    return answer;
  }

  async function follow(url: URL, answer: Response): Promise<URL> {
    const location = answer.headers.get("location");
    if (location === null) return url;
    const next = new URL(location, url);
    return next.href.startsWith(redirectUri) ? next : follow(next, await send(next));
  }

  return {
    send,
    follow,
    open: async (url: URL) => follow(url, await send(url)),
    submit: async (page: URL, username: string, password: string) =>
      follow(page, await send(page, new URLSearchParams({ username, password }))),
  };
}
