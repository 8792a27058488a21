import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { createVerifier, InvalidToken, ProviderUnavailable } from "latchkey";
import { startTestProvider, type TestProvider, type TestProviderOptions } from "latchkey/testing";

const opened: TestProvider[] = [];
afterEach(async () => {
  for (const provider of opened.splice(0)) await provider.stop();
});
async function start(options?: TestProviderOptions): Promise<TestProvider> {
  const provider = await startTestProvider(options);
  opened.push(provider);
  return provider;
}

async function readMetadata({ discoveryUrl }: TestProvider): Promise<Readonly<Record<string, string>>> {
  return (await fetch(discoveryUrl)).json();
}

async function post(provider: TestProvider, endpoint: string, form: Readonly<Record<string, string>>) {
  const url = (await readMetadata(provider))[endpoint] ?? "";
  const { clientId: client_id, clientSecret: client_secret } = provider;
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ client_id, client_secret, ...form }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
const logIn = (provider: TestProvider, username: string, password: string) =>
  post(provider, "token_endpoint", { grant_type: "password", username, password, scope: "openid" });

describe("startTestProvider", () => {
  it("is a provider as it stands: with no options it lets its users in, and its tokens are verified", async () => {
    const provider = await start();
    const { issuer, clientId } = provider;
    expect(new URL(issuer).hostname).toBe("127.0.0.1");
    expect(await readMetadata(provider)).toMatchObject({ issuer, jwks_uri: expect.stringContaining("/certs") });
    const { status, body } = await logIn(provider, "alice", "wonderland");
    expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 300]);
    const verifier = await createVerifier({ issuer, clientId });
    const { username, roles } = await verifier.verify(body.access_token);
    expect([username, [...roles].sort()]).toEqual(["alice", ["admin", "local-api:editor", "member"]]);
    verifier.close();
  });

  it("has the users, the client and the lifetime it is given, and refuses as Keycloak does", async () => {
    const users = {
      carol: {
        password: "secret",
        roles: ["auditor"],
        clientRoles: { shop: ["clerk"] },
        claims: { email: "c@example.com" },
      },
      dora: { password: "secret", enabled: false },
      erin: { password: "secret", isSetUp: false },
    };
    const provider = await start({ users, clientId: "shop", clientSecret: "s", lifetime: 7 });
    const { body } = await logIn(provider, "carol", "secret");
    const { exp = 0, iat = 0, ...claims } = decodeJwt(body.access_token);
    expect([exp - iat, body.expires_in]).toEqual([7, 7]);
    expect(claims).toMatchObject({ azp: "shop", email: "c@example.com", realm_access: { roles: ["auditor"] } });
    for (const [username, password, description] of [
      ["carol", "wrong", "Invalid user credentials"],
      ["alice", "wonderland", "Invalid user credentials"],
      ["dora", "secret", "Account disabled"],
      ["erin", "secret", "Account is not fully set up"],
    ] as const) {
      const refused = { error: "invalid_grant", error_description: description };
      expect(await logIn(provider, username, password)).toEqual({ status: 400, body: refused });
    }
    const wrongSecret = await post(provider, "token_endpoint", { grant_type: "password", client_secret: "x" });
    expect([wrongSecret.status, wrongSecret.body.error]).toEqual([401, "unauthorized_client"]);
    const without = await start({ passwordGrant: false });
    expect((await logIn(without, "alice", "wonderland")).body.error).toBe("unauthorized_client");
  });

  it("takes a refresh token once, and none of a session that was logged out", async () => {
    const provider = await start();
    const refresh = (refresh_token: string) =>
      post(provider, "token_endpoint", { grant_type: "refresh_token", refresh_token });
    const { body } = await logIn(provider, "bob", "canwefixit");
    const next = await refresh(body.refresh_token);
    expect(next.status).toBe(200);
    expect(decodeJwt(next.body.access_token).sid).toBe(decodeJwt(body.access_token).sid);
    expect((await refresh(body.refresh_token)).body.error).toBe("invalid_grant");
    expect((await post(provider, "end_session_endpoint", { refresh_token: next.body.refresh_token })).status).toBe(204);
    expect((await refresh(next.body.refresh_token)).body.error).toBe("invalid_grant");
  });

  it("calls itself what it is told to, behind a proxy", async () => {
    const publicIssuer = "https://login.example.com/realms/local";
    const provider = await start({ publicIssuer });
    expect(await readMetadata(provider)).toMatchObject({
      issuer: publicIssuer,
      token_endpoint: expect.stringMatching(/^https:\/\/login\.example\.com\//),
    });
    expect(decodeJwt(provider.mint()).iss).toBe(publicIssuer);
    const verifier = await createVerifier({
      issuer: publicIssuer,
      clientId: "local-api",
      discoveryUrl: provider.discoveryUrl,
    });
    expect((await verifier.verify(provider.mint())).username).toBe("alice");
    verifier.close();
  });

  it("is one of several, each with keys of its own", async () => {
    const [one, other] = [await start(), await start({ algorithm: "ES256" })];
    expect([one.issuer === other.issuer, one.kid === other.kid]).toEqual([false, false]);
    await expect(jwtVerify(one.mint(), createLocalJWKSet(other.jwks() as JSONWebKeySet))).rejects.toThrow();
  });
});

describe("mint", () => {
  it("gives a good token, with the roles and claims that are asked for", async () => {
    const { mint, jwks, issuer, clientId } = await start();
    const keys = createLocalJWKSet(jwks() as JSONWebKeySet);
    const { payload, protectedHeader } = await jwtVerify(mint({ roles: ["admin"], acr: "gold" }), keys, { issuer });
    expect(protectedHeader).toMatchObject({ alg: "RS256", typ: "JWT" });
    expect(payload).toMatchObject({ azp: clientId, typ: "Bearer", realm_access: { roles: ["admin"] }, acr: "gold" });
    expect(payload).not.toHaveProperty("roles");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(decodeJwt(mint({ azp: undefined }))).not.toHaveProperty("azp");
  });

  it.each(["RS256", "PS256", "ES256", "EdDSA"] as const)("signs with %s", async (algorithm) => {
    const { mint, issuer, clientId } = await start({ algorithm });
    const verifier = await createVerifier({ issuer, clientId });
    expect((await verifier.verify(mint({ roles: ["admin"] }))).roles.has("admin")).toBe(true);
    verifier.close();
  });

  it("gives any bad token", async () => {
    const { mint, kid } = await start();
    const header = (token: string) => Buffer.from(token.split(".")[0] ?? "", "base64url").toString();
    expect(decodeProtectedHeader(mint({}, { header: { kid: undefined, crit: ["x"] } }))).toEqual({
      alg: "RS256",
      typ: "JWT",
      crit: ["x"],
    });
    expect(header(mint({}, { rawHeader: "{" }))).toBe("{");
    expect(mint({}, { algorithm: "none" })).toMatch(/\.$/);
    expect(Buffer.from(mint({}, { payload: "[]" }).split(".")[1] ?? "", "base64url").toString()).toBe("[]");
    const other = await start();
    const forged = other.mint({}, { header: { kid } });
    expect(decodeProtectedHeader(forged).kid).toBe(kid);
  });

  it("gives logout tokens", async () => {
    const { mintLogoutToken, jwks, clientId } = await start();
    const keys = createLocalJWKSet(jwks() as JSONWebKeySet);
    const { payload, protectedHeader } = await jwtVerify(mintLogoutToken({ sid: "s1" }), keys, { audience: clientId });
    expect([protectedHeader.typ, payload.sid]).toEqual(["logout+jwt", "s1"]);
    expect(payload.events).toEqual({ "http://schemas.openid.net/event/backchannel-logout": {} });
  });
});

describe("rotateKeys, fault, stop and restart", () => {
  it("sign with a new key, and publish the older ones unless told not to", async () => {
    const provider = await start();
    const kids = () => (provider.jwks() as JSONWebKeySet).keys.map(({ kid }) => kid);
    const [first] = kids();
    await provider.rotateKeys();
    expect(kids()).toEqual([provider.kid, first]);
    expect(decodeProtectedHeader(provider.mint()).kid).toBe(provider.kid);
    await provider.rotateKeys({ keep: false });
    expect(kids()).toEqual([provider.kid]);
  });

  it("answer with a fault until it is healed, and count what was asked", async () => {
    const provider = await start();
    const { jwks_uri = "" } = await readMetadata(provider);
    provider.fault("jwks", { status: 503, headers: { "retry-after": "1" }, body: { error: "busy" } });
    const faulty = await fetch(jwks_uri);
    expect([faulty.status, faulty.headers.get("retry-after"), await faulty.json()]).toEqual([
      503,
      "1",
      { error: "busy" },
    ]);
    provider.fault("jwks", { end: "reset" });
    await expect(fetch(jwks_uri)).rejects.toThrow();
    provider.fault("jwks", { end: "hang" });
    await expect(fetch(jwks_uri, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort|timeout/i);
    provider.fault("jwks", { delay: 1 });
    expect(await (await fetch(jwks_uri)).json()).toEqual(provider.jwks());
    provider.fault("jwks", { status: 503 });
    provider.fault("jwks", null);
    expect((await fetch(jwks_uri)).status).toBe(200);
    expect(provider.requests).toMatchObject({ discovery: 1, jwks: 5, token: 0 });
  });

  it("come back where it was, with its keys and sessions", async () => {
    const provider = await start();
    const { body } = await logIn(provider, "alice", "wonderland");
    const verifier = await createVerifier({ issuer: provider.issuer, clientId: provider.clientId });
    await provider.stop();
    await provider.stop();
    await expect(fetch(provider.discoveryUrl)).rejects.toThrow();
    expect((await verifier.verify(provider.mint())).username).toBe("alice");
    await provider.restart();
    const form = { grant_type: "refresh_token", refresh_token: body.refresh_token };
    expect((await post(provider, "token_endpoint", form)).status).toBe(200);
    verifier.close();
  });

  it("show how code of one's own tells an outage from a bad token", async () => {
    const provider = await start();
    const { issuer, clientId } = provider;
    provider.fault("jwks", { status: 503 });
    const verifier = await createVerifier({ issuer, clientId });
    await expect(verifier.verify(provider.mint())).rejects.toBeInstanceOf(ProviderUnavailable);
    provider.fault("jwks", null);
    verifier.close();
    const ready = await createVerifier({ issuer, clientId });
    await expect(ready.verify("a.b.c")).rejects.toBeInstanceOf(InvalidToken);
    ready.close();
  });

  it("fail at the start when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(startTestProvider({ port })).rejects.toThrow(/EADDRINUSE/);
    server.close();
  });
});
