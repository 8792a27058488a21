import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { TestProvider } from "latchkey/testing";

/** A request that must end nothing, and its status. `sid` is of a session that is under way. */
export interface RefusedRequest {
  readonly status: number;
  readonly request: (provider: TestProvider, sid: string) => RequestInit;
}

type Claims = Readonly<Record<string, unknown>>;

const form = (...logoutTokens: readonly string[]): RequestInit => ({
  method: "POST",
  body: new URLSearchParams(logoutTokens.map((logoutToken): [string, string] => ["logout_token", logoutToken])),
});
const now = () => Math.floor(Date.now() / 1000);
const event = "http://schemas.openid.net/event/backchannel-logout";
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

const saying = (claims: Claims | (() => Claims)): RefusedRequest => ({
  status: 400,
  request: (provider, sid) =>
    form(provider.mintLogoutToken({ sid, ...(typeof claims === "function" ? claims() : claims) })),
});
const headed = (header: Claims): RefusedRequest => ({
  status: 400,
  request: (provider, sid) => form(provider.mintLogoutToken({ sid }, { header })),
});
const spelled = (spell: (logoutToken: string) => string): RefusedRequest => ({
  status: 400,
  request: (provider, sid) => form(spell(provider.mintLogoutToken({ sid }))),
});

/** T015 of the list of cases, a request each. */
export const refused: Readonly<Record<string, RefusedRequest>> = {
  "a nonce": saying({ nonce: "n-0S6_WzA2Mj" }),
  "a nonce of null": saying({ nonce: null }),
  "no events": saying({ events: undefined }),
  "events that is an array": saying({ events: [event] }),
  "events that is a string": saying({ events: event }),
  "another event": saying({ events: { "http://schemas.openid.net/event/other": {} } }),
  "the event without an object": saying({ events: { [event]: true } }),
  "the event with an array": saying({ events: { [event]: [] } }),
  "neither sub nor sid": saying({ sub: undefined, sid: undefined }),
  "a sid that is a number": saying({ sid: 1 }),
  "an empty sid": saying({ sid: "" }),
  "a sub that is a list": saying({ sub: ["8a6bd1ff-6a3e-4b9f-bb5e-0c1e7f1d2a10"] }),
  "no aud": saying({ aud: undefined }),
  "another client's aud": saying({ aud: "another-client" }),
  "the audience of access tokens": saying({ aud: "account" }),
  "no iss": saying({ iss: undefined }),
  "another issuer": saying({ iss: "https://login.example.com/realms/local" }),
  "no iat": saying({ iat: undefined }),
  "iat more than two minutes ago": saying(() => ({ iat: now() - 130 })),
  "iat still to come": saying(() => ({ iat: now() + 60 })),
  "iat that is a string": saying(() => ({ iat: String(now()) })),
  "no exp": saying({ exp: undefined }),
  "exp that is past": saying(() => ({ exp: now() - 10 })),
  "exp that is a string": saying(() => ({ exp: String(now() + 60) })),
  "nbf still to come": saying(() => ({ nbf: now() + 60 })),
  "no jti": saying({ jti: undefined }),
  "a jti that is a number": saying({ jti: 1 }),
  "the kind of an access token": saying({ typ: "Bearer" }),
  "the kind of an ID token": saying({ typ: "ID" }),
  "the media type of an access token": headed({ typ: "at+jwt" }),
  "no kid": headed({ kid: undefined }),
  "an unknown kid": headed({ kid: "unknown" }),
  "a critical header parameter": headed({ crit: ["exp"] }),
  "a key of its own": headed({ jwk: { kty: "RSA" } }),
  "alg none": {
    status: 400,
    request: (provider, sid) => form(provider.mintLogoutToken({ sid }, { algorithm: "none" })),
  },
  "a signature by another key": {
    status: 400,
    request: (provider, sid) => form(provider.mintLogoutToken({ sid }, { key: stranger })),
  },
  "an access token": { status: 400, request: (provider, sid) => form(provider.mint({ sid })) },
  "an ID token": {
    status: 400,
    request: (provider, sid) => form(provider.mint({ sid, typ: "ID", aud: provider.clientId })),
  },
  "a second reading of a claim": {
    status: 400,
    request(provider, sid) {
      const claims = {
        iss: provider.issuer,
        aud: provider.clientId,
        iat: now(),
        exp: now() + 60,
        jti: randomUUID(),
        sid,
      };
      const payload = `{"events":{"${event}":{}},"sid":"other",${JSON.stringify(claims).slice(1)}`;
      return form(provider.mintLogoutToken({}, { payload }));
    },
  },
  "padding after it": spelled((logoutToken) => `${logoutToken}=`),
  "a space before it": spelled((logoutToken) => ` ${logoutToken}`),
  "half of it": spelled((logoutToken) => logoutToken.slice(0, logoutToken.length / 2)),
  "no token": { status: 400, request: () => form() },
  "an empty token": { status: 400, request: () => form("") },
  "two of them": {
    status: 400,
    request: (provider, sid) => form(provider.mintLogoutToken({ sid }), provider.mintLogoutToken({ sid })),
  },
  "a body of JSON": {
    status: 415,
    request: (provider, sid) => ({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ logout_token: provider.mintLogoutToken({ sid }) }),
    }),
  },
  "a body of parts": {
    status: 415,
    request(provider, sid) {
      const body = new FormData();
      body.set("logout_token", provider.mintLogoutToken({ sid }));
      return { method: "POST", body };
    },
  },
  "no body": { status: 400, request: () => ({ method: "POST" }) },
  "a body of 2 MB": {
    status: 413,
    request: (provider, sid) => form(provider.mintLogoutToken({ sid }), "x".repeat(2_000_000)),
  },
};
