import { beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import * as client from "openid-client";
import { readRealm } from "#latchkey/embedded/read-realm.js";
import type { EmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
import { connect } from "./connect.js";
import { logIn } from "./log-in.js";
import { startProvider } from "./start-provider.js";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let provider: EmbeddedProvider;
let config: client.Configuration;

beforeAll(async () => {
  provider = await startProvider();
  config = await connect(provider);
});

describe("password grant", () => {
  it("answers with the token set that Keycloak answers with", async () => {
    const tokenSet = await logIn(config);

    expect(tokenSet).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      id_token: expect.any(String),
      token_type: "bearer",
      expires_in: 300,
      refresh_expires_in: 1800,
      scope: "openid profile email",
    });
  });

  it("signs an access token of Keycloak's shape with a published key", async () => {
    const { access_token } = await logIn(config);

    const { payload, protectedHeader } = await jwtVerify(access_token, jwksOf(config), { issuer: provider.issuer });

    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
    expect(payload).toEqual({
      iss: provider.issuer,
      aud: "account",
      azp: "local-api",
      typ: "Bearer",
      sub: expect.stringMatching(uuid),
      sid: expect.any(String),
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: Number(payload.iat) + 300,
      auth_time: expect.any(Number),
      acr: "1",
      scope: "openid profile email",
      preferred_username: "alice",
      name: "Alice Liddell",
      given_name: "Alice",
      family_name: "Liddell",
      email: "alice@example.com",
      email_verified: true,
      realm_access: { roles: ["member", "admin"] },
      resource_access: { "local-api": { roles: ["editor"] } },
    });
  });

  it("signs an ID token for the client, of the same session", async () => {
    const tokenSet = await logIn(config);

    const { payload } = await jwtVerify(tokenSet.id_token ?? "", jwksOf(config), {
      issuer: provider.issuer,
      audience: provider.clientId,
    });

    const { sub, sid, auth_time } = decodeJwt(tokenSet.access_token);
    expect(payload).toMatchObject({ typ: "ID", azp: "local-api", acr: "1", preferred_username: "alice" });
    expect(payload).toMatchObject({ sub, sid, auth_time });
    expect(payload).not.toHaveProperty("realm_access");
  });

  it("gives no ID token without the scope openid, and profile and email always", async () => {
    const tokenSet = await logIn(config, "alice", { scope: "" });

    expect(tokenSet.scope).toBe("profile email");
    expect(tokenSet).not.toHaveProperty("id_token");
  });

  it("keeps users who log in at the same time apart", async () => {
    const tokenSets = await Promise.all((["alice", "bob", "alice", "bob"] as const).map((name) => logIn(config, name)));

    const claims = tokenSets.map(({ access_token }) => decodeJwt(access_token));
    expect(claims.map(({ preferred_username }) => preferred_username)).toEqual(["alice", "bob", "alice", "bob"]);
    expect(new Set(claims.map(({ sub }) => sub)).size).toBe(2);
    expect(new Set(claims.map(({ sid }) => sid)).size).toBe(4);
    expect(claims[1]).toMatchObject({ realm_access: { roles: ["member"] }, email_verified: false });
    expect(claims[1]).not.toHaveProperty("resource_access");
  });

  it("takes the client secret from the body too", async () => {
    const config = await connect(provider, client.ClientSecretPost(provider.clientSecret));

    await expect(logIn(config)).resolves.toHaveProperty("access_token");
  });

  it("does not tell cases of a username apart, as Keycloak does not", async () => {
    await expect(logIn(config, "alice", { username: "Alice" })).resolves.toHaveProperty("access_token");
  });

  it.each([
    ["wrong password", { password: "Wonderland" }, 400, "invalid_grant", "Invalid user credentials"],
    ["password of another user", { password: "canwefixit" }, 400, "invalid_grant", "Invalid user credentials"],
    ["unknown user", { username: "mallory" }, 400, "invalid_grant", "Invalid user credentials"],
    ["name of an object's property", { username: "__proto__" }, 400, "invalid_grant", "Invalid user credentials"],
    ["control characters in the name", { username: "alice\u0000" }, 400, "invalid_grant", "Invalid user credentials"],
    [
      "parameters in the name",
      { username: "alice&grant_type=client_credentials" },
      400,
      "invalid_grant",
      "Invalid user credentials",
    ],
    ["unknown scope", { scope: "openid everything" }, 400, "invalid_scope", "Invalid scopes"],
    ["empty name", { username: "" }, 400, "invalid_request", "Missing parameter: username and password"],
    ["empty password", { password: "" }, 400, "invalid_request", "Missing parameter: username and password"],
    ["name of 1 MB", { username: "a".repeat(1_000_000) }, 400, "invalid_request", "failed to parse the request body"],
  ])("refuses: %s", async (_case, parameters, status, error, error_description) => {
    await expect(logIn(config, "alice", parameters)).rejects.toMatchObject({ status, error, error_description });
  });

  it("refuses a disabled user", async () => {
    const { users } = await readRealm();
    const config = await connect(
      await startProvider({ users: users.map((user) => ({ ...user, enabled: user.username !== "bob" })) }),
    );

    await expect(logIn(config, "bob")).rejects.toMatchObject({
      status: 400,
      error: "invalid_grant",
      error_description: "Account disabled",
    });
    await expect(logIn(config, "alice")).resolves.toHaveProperty("access_token");
  });

  it("does not tell that a user is disabled to who does not know the password", async () => {
    const { users } = await readRealm();
    const config = await connect(await startProvider({ users: users.map((user) => ({ ...user, enabled: false })) }));

    await expect(logIn(config, "bob", { password: "guess" })).rejects.toMatchObject({
      error: "invalid_grant",
      error_description: "Invalid user credentials",
    });
  });

  it.each([
    ["Basic", client.ClientSecretBasic("wrong")],
    ["the body", client.ClientSecretPost("wrong")],
  ])("answers a wrong client secret in %s with 401 unauthorized_client", async (_where, authentication) => {
    const config = await connect(provider, authentication);

    await expect(logIn(config)).rejects.toMatchObject({ status: 401, error: "unauthorized_client" });
  });

  it("answers an unknown client with 401 invalid_client", async () => {
    const config = await connect({ ...provider, clientId: "another" });

    await expect(logIn(config)).rejects.toMatchObject({ status: 401, error: "invalid_client" });
  });

  it("refuses a client without direct access grants", async () => {
    const { clients } = await readRealm();
    const config = await connect(
      await startProvider({ clients: [{ ...clients[0], directAccessGrantsEnabled: false }] }),
    );

    await expect(logIn(config)).rejects.toMatchObject({ status: 400, error: "unauthorized_client" });
  });
});

function jwksOf(config: client.Configuration) {
  return createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ""));
}
