import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { type Answer, type Api, startApi } from "../support/start-api.js";

let api: Api;
beforeAll(async () => {
  const users = {
    alice: { password: "wonderland", roles: ["member", "admin"] },
    disabled: { password: "wonderland", enabled: false },
    unfinished: { password: "wonderland", isSetUp: false },
  };
  api = await startApi({}, { users });
});
afterAll(() => api.close());

const now = () => Math.floor(Date.now() / 1000);
const withToken = (token: string) => api.ask(operations.me, { token });
const withHeader = (authorization: string) => api.ask(operations.me, { headers: { authorization } });
const logInAs = (username: string, password: string) =>
  api.ask(operations.login, { variables: { username, password } });

interface Row {
  readonly when: string;
  readonly ask: () => Promise<Answer>;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Null: no challenge at all. */
  readonly challenge: string | null;
}

const plain = 'Bearer realm="latchkey"';
const invalidToken = (description: string) => `${plain}, error="invalid_token", error_description="${description}"`;

const expired = {
  status: 401,
  code: "TOKEN_EXPIRED",
  message: "Token has expired",
  challenge: invalidToken("Token has expired"),
};
const unsigned = {
  status: 401,
  code: "TOKEN_SIGNATURE_INVALID",
  message: "Token signature couldn't be verified",
  challenge: invalidToken("Token signature couldn't be verified"),
};
const malformed = {
  status: 401,
  code: "TOKEN_MALFORMED",
  message: "Token is malformed",
  challenge: invalidToken("Token is malformed"),
};
const rejected = {
  status: 401,
  code: "TOKEN_REJECTED",
  message: "Token was not issued for this API",
  challenge: invalidToken("Token was not issued for this API"),
};
const wrongPassword = {
  status: 401,
  code: "INVALID_CREDENTIALS",
  message: "Username or password is incorrect!",
  challenge: plain,
};
const noGrant = { status: 401, code: "INVALID_GRANT", message: "Refresh token is no longer valid", challenge: plain };

const rows: Row[] = [
  {
    when: "no token",
    ask: () => api.ask(operations.me),
    status: 401,
    code: "UNAUTHENTICATED",
    message: "Not authenticated",
    challenge: plain,
  },
  {
    when: "an expired token",
    ask: () => withToken(api.provider.mint({ exp: now() - 60, iat: now() - 360 })),
    ...expired,
  },
  {
    when: "a token whose signature is another's",
    ask: () => {
      const [header, claims] = api.provider.mint().split(".");
      const signature = api.provider.mint({ jti: "another" }).split(".")[2];
      return withToken(`${header}.${claims}.${signature}`);
    },
    ...unsigned,
  },
  {
    when: "a token of an unknown key",
    ask: () => withToken(api.provider.mint({}, { header: { kid: "unknown" } })),
    ...unsigned,
  },
  { when: "a token that is no JWT", ask: () => withToken("garbage"), ...malformed },
  { when: "a token of bad JSON", ask: () => withToken(api.provider.mint({}, { payload: "{" })), ...malformed },
  { when: "a token without exp", ask: () => withToken(api.provider.mint({ exp: undefined })), ...malformed },
  { when: "an unsigned token", ask: () => withToken(api.provider.mint({}, { header: { alg: "none" } })), ...malformed },
  { when: "another scheme", ask: () => withHeader("Basic YWxpY2U6d29uZGVybGFuZA=="), ...malformed },
  {
    when: "a token of another issuer",
    ask: () => withToken(api.provider.mint({ iss: "https://login.example.com" })),
    ...rejected,
  },
  {
    when: "a token of another client",
    ask: () => withToken(api.provider.mint({ azp: "another-client" })),
    ...rejected,
  },
  { when: "an ID token", ask: () => withToken(api.provider.mint({ typ: "ID", aud: "local-api" })), ...rejected },
  { when: "a refresh token", ask: () => withToken(api.provider.mint({ typ: "Refresh" })), ...rejected },
  ...["Bearer", "Bearer  x", "Bearer a, Bearer b"].map((authorization) => ({
    when: `the header ${JSON.stringify(authorization)}`,
    ask: () => withHeader(authorization),
    status: 400,
    code: "BAD_REQUEST",
    message: expect.any(String) as unknown as string,
    challenge: expect.stringContaining('error="invalid_request"') as unknown as string,
  })),
  {
    when: "a second token in the URL",
    ask: () => {
      const headers = { "content-type": "application/json", authorization: `Bearer ${api.provider.mint()}` };
      const body = JSON.stringify({ query: operations.me });
      return api.send("/graphql?access_token=x", { method: "POST", headers, body });
    },
    status: 400,
    code: "BAD_REQUEST",
    message: "More than one token: in the Authorization header and in the URL",
    challenge: expect.stringContaining('error="invalid_request"') as unknown as string,
  },
  { when: "a wrong password", ask: () => logInAs("alice", "wrong"), ...wrongPassword },
  { when: "an unknown user", ask: () => logInAs("nobody", "wonderland"), ...wrongPassword },
  { when: "a disabled user", ask: () => logInAs("disabled", "wonderland"), ...wrongPassword },
  { when: "a user with something left to do", ask: () => logInAs("unfinished", "wonderland"), ...wrongPassword },
  { when: "an empty password", ask: () => logInAs("alice", ""), ...wrongPassword },
  {
    when: "an unknown refresh token",
    ask: () => api.ask(operations.refresh, { variables: { refreshToken: "x" } }),
    ...noGrant,
  },
  {
    when: "an empty refresh token",
    ask: () => api.ask(operations.refresh, { variables: { refreshToken: "" } }),
    ...noGrant,
  },
];

describe("the answer to", () => {
  it.each(rows)("$when", async ({ ask, status, code, message, challenge }) => {
    const { status: given, headers, body } = await ask();
    expect(body.errors).toHaveLength(1);
    expect({ status: given, code: body.errors[0].extensions.code, message: body.errors[0].message }).toEqual({
      status,
      code,
      message,
    });
    expect(headers.get("www-authenticate")).toEqual(challenge);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-type")).toMatch(/^application\/json\b/);
    expect(body.data ?? null).toBeNull();
  });

  it("a refused login is the same to the byte, whatever the cause", async () => {
    const texts = await Promise.all(
      [
        ["alice", "wrong"],
        ["nobody", "wonderland"],
        ["disabled", "wonderland"],
        ["unfinished", "wonderland"],
        ["", ""],
      ].map(async ([username = "", password = ""]) => (await logInAs(username, password)).text),
    );
    expect(new Set(texts).size).toBe(1);
  });

  const faults: [string, object][] = [
    [
      "a client secret that is wrong",
      { status: 401, body: { error: "unauthorized_client", error_description: "Invalid client credentials" } },
    ],
    ["a client that is unknown", { status: 401, body: { error: "invalid_client" } }],
    [
      "a client refused with a challenge",
      { status: 401, headers: { "www-authenticate": 'Basic realm="x"' }, body: { error: "invalid_client" } },
    ],
    ["grants switched off", { status: 400, body: { error: "unauthorized_client" } }],
    ["a grant that is not offered", { status: 400, body: { error: "unsupported_grant_type" } }],
    ["a scope that is not there", { status: 400, body: { error: "invalid_scope" } }],
    ["a server error", { status: 500, body: "" }],
    ["a gateway's page", { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad gateway</h1>" }],
    ["a page in place of JSON", { status: 200, headers: { "content-type": "text/html" }, body: "<h1>Hello</h1>" }],
    [
      "an answer without an access token",
      { status: 200, body: { token_type: "Bearer", refresh_token: "s3cret-refresh" } },
    ],
    ["a token of another type", { status: 200, body: { token_type: "mac", access_token: "s3cret-access" } }],
    ["a cut connection", { end: "reset" }],
    [
      "ten megabytes",
      { status: 200, headers: { "content-type": "application/json" }, body: `"${"x".repeat(10_000_000)}"` },
    ],
  ];
  it.each(faults)("login while the provider answers with %s is 503, never the caller's fault", async (_name, fault) => {
    api.provider.fault("token", fault);
    try {
      const { status, headers, body, text } = await api.ask(operations.login, { variables: alice });
      expect([status, body.errors[0].extensions.code]).toEqual([503, "PROVIDER_UNAVAILABLE"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(headers.get("www-authenticate")).toBeNull();
      expect(text).not.toContain("s3cret");
      expect(api.logged()).not.toContain("s3cret");
    } finally {
      api.provider.fault("token", null);
    }
  });

  it("login while the provider finds fault with the request is 400", async () => {
    api.provider.fault("token", { status: 400, body: { error: "invalid_request" } });
    const { status, body } = await api.ask(operations.login, { variables: alice });
    api.provider.fault("token", null);
    expect([status, body.errors[0].extensions.code, body.errors[0].message]).toEqual([
      400,
      "BAD_REQUEST",
      "Request malformed!",
    ]);
  });

  it("login while the provider asks for patience is 429 with its time", async () => {
    api.provider.fault("token", { status: 429, headers: { "retry-after": "7" }, body: "" });
    const { status, headers, body } = await api.ask(operations.login, { variables: alice });
    api.provider.fault("token", null);
    expect([status, body.errors[0].extensions.code, headers.get("retry-after")]).toEqual([429, "RATE_LIMITED", "7"]);
  });

  it("login while the provider hangs is 503 within its deadline", async () => {
    api.provider.fault("token", { end: "hang" });
    const started = performance.now();
    const { status } = await api.ask(operations.login, { variables: alice });
    api.provider.fault("token", null);
    expect(status).toBe(503);
    expect(performance.now() - started).toBeLessThan(6_500);
  });
});
