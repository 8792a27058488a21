import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { alice, bob, operations } from "../support/operations.js";
import { type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const logIn = async (user = alice) => (await api.ask(operations.login, { variables: user })).body.data.login;

describe("login", () => {
  it("answers with a token set", async () => {
    const { status, body } = await api.ask(operations.login, { variables: alice });
    expect(status).toBe(200);
    expect(body.data.login).toEqual({
      tokenType: "Bearer",
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
      idToken: expect.any(String),
      expiresIn: 300,
      refreshExpiresIn: expect.any(Number),
      scope: expect.stringContaining("openid"),
    });
  });

  it("works with a stale or broken token beside it", async () => {
    const stale = api.provider.mint({ exp: Math.floor(Date.now() / 1000) - 3600 });
    for (const token of [stale, "garbage"]) {
      const { status, body } = await api.ask(operations.login, { variables: alice, token });
      expect([status, body.errors]).toEqual([200, undefined]);
    }
  });

  it("is not offered by GET", async () => {
    const query = new URLSearchParams({ query: 'mutation { login(username: "alice", password: "x") { tokenType } }' });
    const { status } = await api.send(`/graphql?${query}`, { headers: { "apollo-require-preflight": "1" } });
    expect(status).toBe(405);
  });

  it.each([
    ["a parameter of the token request", "alice&grant_type=client_credentials"],
    ["an encoded parameter", "alice%26client_secret%3Dx"],
    ["a quotation mark and SQL", "' OR 1=1 --"],
    ["LDAP", "*)(uid=*"],
    ["control characters", "alice\r\n\t\u001b[31m"],
    ["bidirectional marks", "\u202ealice"],
    ["a NUL", "alice\0"],
    ["nothing", ""],
  ])("takes %s in the username as data", async (_name, username) => {
    const { status, body } = await api.ask(operations.login, { variables: { username, password: "wonderland" } });
    expect([status, body.errors[0].extensions.code]).toEqual([401, "INVALID_CREDENTIALS"]);
  });

  it.each([
    ["257 characters of username", { username: "a".repeat(257), password: "x" }],
    ["1,025 characters of password", { username: "alice", password: "x".repeat(1025) }],
  ])("refuses %s without asking the provider", async (_name, variables) => {
    const before = api.provider.requests.token;
    const { status, body } = await api.ask(operations.login, { variables });
    expect([status, body.errors[0].extensions.code, body.errors[0].message]).toEqual([
      400,
      "BAD_REQUEST",
      "Request malformed!",
    ]);
    expect(api.provider.requests.token).toBe(before);
  });

  it("refuses a username of a megabyte as too large", async () => {
    const { status, body } = await api.ask(operations.login, {
      variables: { username: "a".repeat(1_000_000), password: "x" },
    });
    expect([status, body.errors[0].extensions.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });
});

describe("me", () => {
  it("is the user of the token, with every verified claim", async () => {
    const { accessToken } = await logIn();
    const { status, body } = await api.ask(operations.me, { token: accessToken });
    const claims = JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url").toString());
    expect(status).toBe(200);
    expect(body.data.me).toEqual({
      id: claims.sub,
      username: "alice",
      name: "Alice Liddell",
      givenName: "Alice",
      familyName: "Liddell",
      email: "alice@example.com",
      emailVerified: true,
      roles: expect.arrayContaining(["member", "admin", "local-api:editor"]),
      scopes: expect.arrayContaining(["openid"]),
      expiresAt: new Date(claims.exp * 1000).toISOString(),
      claims,
    });
  });

  it("asks the provider nothing", async () => {
    const { accessToken } = await logIn();
    const before = { ...api.provider.requests };
    for (let i = 0; i < 5; i++) await api.ask(operations.me, { token: accessToken });
    expect(api.provider.requests).toEqual(before);
  });

  it("never crosses two users who ask at the same time", async () => {
    const [a, b] = await Promise.all([logIn(alice), logIn(bob)]);
    const asked = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? "alice" : "bob"));
    const answered = await Promise.all(
      asked.map(async (name) => {
        const { accessToken } = name === "alice" ? a : b;
        return (await api.ask("{ me { username } }", { token: accessToken })).body.data.me.username;
      }),
    );
    expect(answered).toEqual(asked);
  });
});

describe("refresh", () => {
  it("exchanges a refresh token for a new token set, once", async () => {
    const { refreshToken } = await logIn();
    const first = await api.ask(operations.refresh, { variables: { refreshToken } });
    expect(first.body.data.refresh.accessToken).toEqual(expect.any(String));
    const second = await api.ask(operations.refresh, { variables: { refreshToken } });
    expect([second.status, second.body.errors[0].extensions.code]).toEqual([401, "INVALID_GRANT"]);
  });
});

describe("logout", () => {
  it("ends the session at the provider, and is no error when it is over already", async () => {
    const { refreshToken } = await logIn();
    for (let i = 0; i < 2; i++) {
      const { status, body } = await api.ask(operations.logout, { variables: { refreshToken } });
      expect([status, body.data]).toEqual([200, { logout: true }]);
    }
    const { body } = await api.ask(operations.refresh, { variables: { refreshToken } });
    expect(body.errors[0].extensions.code).toBe("INVALID_GRANT");
  });
});

describe("PASSWORD_LOGIN=off", () => {
  it("takes login out of the schema and leaves the rest", async () => {
    const off = await startApi({ passwordLogin: false });
    try {
      const { status, body } = await off.ask(operations.login, { variables: alice });
      expect([status, body.errors[0].extensions.code]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
      expect((await off.ask(operations.me, { token: off.provider.mint() })).status).toBe(200);
      expect((await off.ask(operations.logout, { variables: { refreshToken: "x" } })).body.data).toEqual({
        logout: true,
      });
    } finally {
      await off.close();
    }
  });
});

it("nothing secret is logged, whatever level is set", () => {
  for (const secret of [alice.password, bob.password, api.provider.clientSecret, "eyJ", "1=1", "grant_type"]) {
    expect(api.logged()).not.toContain(secret);
  }
});
