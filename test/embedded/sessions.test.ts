import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt, decodeProtectedHeader } from "jose";
import * as client from "openid-client";
import { readRealm } from "#latchkey/embedded/read-realm.js";
import type { EmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
import { connect } from "./connect.js";
import { logIn } from "./log-in.js";
import { startProvider } from "./start-provider.js";

const spent = { status: 400, error: "invalid_grant" };

let provider: EmbeddedProvider;
let config: client.Configuration;

beforeAll(async () => {
  provider = await startProvider();
  config = await connect(provider);
});

describe("refresh", () => {
  it("gives a token set of the same shape and session, with another refresh token", async () => {
    const first = await logIn(config);

    const second = await client.refreshTokenGrant(config, first.refresh_token ?? "");

    expect(Object.keys(second).sort()).toEqual(Object.keys(first).sort());
    expect(second).toMatchObject({ expires_in: 300, refresh_expires_in: 1800, scope: "openid profile email" });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const [before, after] = [decodeJwt(first.access_token), decodeJwt(second.access_token)];
    expect(after).toEqual({ ...before, jti: after.jti, iat: after.iat, exp: after.exp });
    expect(after.jti).not.toBe(before.jti);
    expect(decodeProtectedHeader(second.access_token)).toEqual(decodeProtectedHeader(first.access_token));
    expect(decodeJwt(second.id_token ?? "")).toMatchObject({ typ: "ID", azp: "local-api", sid: before.sid });
  });

  it("goes on over many rotations", async () => {
    let { refresh_token } = await logIn(config);

    for (let turn = 0; turn < 5; turn++) {
      ({ refresh_token } = await client.refreshTokenGrant(config, refresh_token ?? ""));
    }

    expect(refresh_token).toEqual(expect.any(String));
  });

  it("refuses a refresh token that was used, and ends its session", async () => {
    const first = await logIn(config);
    const second = await client.refreshTokenGrant(config, first.refresh_token ?? "");

    await expect(client.refreshTokenGrant(config, first.refresh_token ?? "")).rejects.toMatchObject(spent);
    await expect(client.refreshTokenGrant(config, second.refresh_token ?? "")).rejects.toMatchObject(spent);
  });

  it.each([
    ["unknown", () => "unknown"],
    ["access token", (tokenSet: client.TokenEndpointResponse) => tokenSet.access_token],
    ["ID token", (tokenSet: client.TokenEndpointResponse) => tokenSet.id_token ?? ""],
  ])("refuses as a refresh token: %s", async (_case, choose) => {
    await expect(client.refreshTokenGrant(config, choose(await logIn(config)))).rejects.toMatchObject(spent);
  });

  it("gives the roles the user has by then", async () => {
    const { users } = await readRealm();
    const realmRoles = ["member", "admin"];
    const config = await connect(await startProvider({ users: users.map((user) => ({ ...user, realmRoles })) }));
    const { refresh_token } = await logIn(config);

    realmRoles.pop();
    const { access_token } = await client.refreshTokenGrant(config, refresh_token ?? "");

    expect(decodeJwt(access_token)).toMatchObject({ realm_access: { roles: ["member"] } });
  });

  it("ends when the user is disabled", async () => {
    const users = (await readRealm()).users.map((user) => ({ ...user }));
    const config = await connect(await startProvider({ users }));
    const { refresh_token } = await logIn(config);

    for (const user of users) user.enabled = false;

    await expect(client.refreshTokenGrant(config, refresh_token ?? "")).rejects.toMatchObject(spent);
  });

  it("promises no refresh token a longer life than the session has", async () => {
    const config = await connect(await startProvider({ ssoSessionIdleTimeout: 1800, ssoSessionMaxLifespan: 60 }));
    const { refresh_token } = await logIn(config);

    const { refresh_expires_in } = await client.refreshTokenGrant(config, refresh_token ?? "");

    expect(refresh_expires_in).toBeLessThanOrEqual(60);
  });
});

describe("revocation", () => {
  it("of a refresh token ends its session and no other", async () => {
    const [first, other] = await Promise.all([logIn(config), logIn(config)]);
    const second = await client.refreshTokenGrant(config, first.refresh_token ?? "");

    await client.tokenRevocation(config, second.refresh_token ?? "");

    await expect(client.refreshTokenGrant(config, second.refresh_token ?? "")).rejects.toMatchObject(spent);
    await expect(client.refreshTokenGrant(config, other.refresh_token ?? "")).resolves.toHaveProperty("access_token");
  });

  it("needs the client's secret", async () => {
    const { refresh_token } = await logIn(await connect(provider));
    const stranger = await connect(provider, client.ClientSecretPost("wrong"));

    await expect(client.tokenRevocation(stranger, refresh_token ?? "")).rejects.toMatchObject({ status: 401 });
  });
});

describe("logout with a refresh token", () => {
  it.each([
    ["the body", (id: string, secret: string) => ({ body: { client_id: id, client_secret: secret }, headers: {} })],
    [
      "Basic",
      (id: string, secret: string) => ({ body: {}, headers: { Authorization: `Basic ${btoa(`${id}:${secret}`)}` } }),
    ],
  ])("answers 204 and ends the session, with the secret in %s", async (_where, authenticate) => {
    const [{ refresh_token = "" }, other] = await Promise.all([logIn(config), logIn(config)]);
    const { body, headers } = authenticate(provider.clientId, provider.clientSecret);

    const answer = await logOut(config, { ...body, refresh_token }, headers);

    expect(answer.status).toBe(204);
    await expect(client.refreshTokenGrant(config, refresh_token)).rejects.toMatchObject(spent);
    await expect(client.refreshTokenGrant(config, other.refresh_token ?? "")).resolves.toHaveProperty("access_token");
  });

  it.each([
    ["wrong secret", { client_secret: "wrong" }, 401, "invalid_client"],
    ["unknown client", { client_id: "another" }, 401, "invalid_client"],
    ["no client", { client_id: "", client_secret: "" }, 401, "invalid_client"],
    ["unknown refresh token", { refresh_token: "unknown" }, 400, "invalid_grant"],
    ["no refresh token", { refresh_token: "" }, 400, "invalid_grant"],
    ["too large a body", { padding: "a".repeat(100_000) }, 400, "invalid_request"],
  ])("refuses and ends nothing: %s", async (_case, changes, status, error) => {
    const { refresh_token = "" } = await logIn(config);
    const right = { client_id: provider.clientId, client_secret: provider.clientSecret, refresh_token };

    const answer = await logOut(config, { ...right, ...changes });

    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ error })]);
    await expect(client.refreshTokenGrant(config, refresh_token)).resolves.toHaveProperty("access_token");
  });
});

describe("two clients", () => {
  it("cannot refresh, revoke or log out the session of the other", async () => {
    const [api] = (await readRealm()).clients;
    const shared = await startProvider({
      clients: [api, { ...api, clientId: "other-api", secret: "other secret: +%" }],
    });
    const [own, other] = await Promise.all([
      connect(shared),
      connect({ ...shared, clientId: "other-api", clientSecret: "other secret: +%" }),
    ]);
    const [{ access_token, refresh_token = "" }, others] = await Promise.all([logIn(own), logIn(other)]);

    await expect(client.refreshTokenGrant(other, refresh_token)).rejects.toMatchObject(spent);
    await client.tokenRevocation(other, refresh_token);
    const answer = await logOut(other, { client_id: "other-api", client_secret: "other secret: +%", refresh_token });

    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: "invalid_grant" })]);
    await expect(client.refreshTokenGrant(own, refresh_token)).resolves.toHaveProperty("access_token");
    expect([access_token, others.access_token].map((token) => decodeJwt(token).azp)).toEqual([
      "local-api",
      "other-api",
    ]);
  });
});

describe("userinfo", () => {
  it("says who the access token is of", async () => {
    const { access_token } = await logIn(config, "bob");
    const { sub = "" } = decodeJwt(access_token);

    await expect(client.fetchUserInfo(config, access_token, sub)).resolves.toEqual({
      sub,
      preferred_username: "bob",
      name: "Bob Builder",
      given_name: "Bob",
      family_name: "Builder",
      email: "bob@example.com",
      email_verified: false,
    });
  });

  it.each([
    ["nothing", () => undefined, 401],
    ["an ID token", (tokenSet: client.TokenEndpointResponse) => tokenSet.id_token, 401],
    [
      "a changed token",
      (tokenSet: client.TokenEndpointResponse) => `${tokenSet.access_token.slice(0, -8)}AAAAAAAA`,
      401,
    ],
  ])("refuses %s", async (_case, choose, status) => {
    const token = choose(await logIn(config));

    const answer = await fetch(config.serverMetadata().userinfo_endpoint ?? "", {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    });

    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ error: "invalid_token" })]);
  });

  it("needs the scope openid", async () => {
    const { access_token } = await logIn(config, "bob", { scope: "profile" });

    const answer = await fetch(config.serverMetadata().userinfo_endpoint ?? "", {
      headers: { Authorization: `Bearer ${access_token}` },
    });

    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ error: "insufficient_scope" }),
    ]);
  });
});

function logOut(config: client.Configuration, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(config.serverMetadata().end_session_endpoint ?? "", {
    method: "POST",
    body: new URLSearchParams(form),
    headers,
  });
}
