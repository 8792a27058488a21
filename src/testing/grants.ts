import { createHash, createSecretKey, type KeyObject, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { signToken } from "./sign-token.js";
import type { TestProviderOptions } from "./test-provider.js";
import type { TestUser } from "./test-user.js";

/** What a form posted to a test provider is answered with. */
export interface GrantAnswer {
  readonly status: number;
  readonly body?: object;
}

/** The endpoints that a client posts forms to. */
export interface Grants {
  token(form: URLSearchParams, authorization: string | undefined): GrantAnswer;
  revoke(form: URLSearchParams, authorization: string | undefined): GrantAnswer;
  logout(form: URLSearchParams, authorization: string | undefined): GrantAnswer;
}

type Mint = (claims: Readonly<Record<string, unknown>>) => string;
type Settings = Required<
  Pick<TestProviderOptions, "clientId" | "clientSecret" | "users" | "lifetime" | "passwordGrant">
>;

interface Session {
  readonly sid: string;
  readonly username: string;
  readonly scope: string;
}

const refreshLifetime = 1800;
const scopes = new Set(["openid", "profile", "email", "roles", "offline_access"]);

/** Grants as Keycloak gives and refuses them: the same `error`, status and description for the same cause. */
export function createGrants(issuer: string, settings: Settings, mint: Mint): Grants {
  const { clientId, clientSecret, users, lifetime, passwordGrant } = settings;
  const refreshKey: KeyObject = createSecretKey(randomBytes(64));
  /** By refresh token; one that was used is not there any more. */
  const sessions = new Map<string, Session>();

  function refuseClient(form: URLSearchParams, authorization: string | undefined): GrantAnswer | undefined {
    const [id, secret] = readClient(form, authorization);
    const description = "Invalid client or Invalid client credentials";
    if (id !== clientId) return refuse(401, "invalid_client", description);
    return isSame(secret, clientSecret) ? undefined : refuse(401, "unauthorized_client", description);
  }

  function issue({ sid, username, scope }: Session, user: TestUser): GrantAnswer {
    const now = Math.floor(Date.now() / 1000);
    const sub = toSubject(username);
    const common = { iss: issuer, sub, sid, azp: clientId, iat: now };
    const profile = { preferred_username: username, ...user.claims };
    const refresh = { ...common, aud: issuer, typ: "Refresh", jti: randomUUID(), exp: now + refreshLifetime, scope };
    const refreshToken = signToken({ alg: "HS512", typ: "JWT", kid: "refresh" }, refresh, "HS512", refreshKey);
    sessions.set(refreshToken, { sid, username, scope });
    const clientRoles = Object.entries(user.clientRoles ?? {}).map(([client, roles]) => [client, { roles }]);
    return {
      status: 200,
      body: {
        access_token: mint({
          ...common,
          exp: now + lifetime,
          roles: user.roles ?? [],
          resource_access: Object.fromEntries(clientRoles),
          scope,
          email: undefined,
          email_verified: undefined,
          name: undefined,
          given_name: undefined,
          family_name: undefined,
          ...profile,
        }),
        expires_in: lifetime,
        refresh_expires_in: refreshLifetime,
        refresh_token: refreshToken,
        token_type: "Bearer",
        ...(scope.split(" ").includes("openid") && {
          id_token: mint({
            ...common,
            aud: clientId,
            typ: "ID",
            exp: now + lifetime,
            realm_access: undefined,
            resource_access: undefined,
            scope: undefined,
            ...profile,
          }),
        }),
        "not-before-policy": 0,
        session_state: sid,
        scope,
      },
    };
  }

  function grantPassword(form: URLSearchParams): GrantAnswer {
    if (!passwordGrant) return refuse(400, "unauthorized_client", "Client not allowed for direct access grants");
    const scope = form.get("scope") ?? "profile email";
    if (!scope.split(" ").every((name) => scopes.has(name)))
      return refuse(400, "invalid_scope", `Invalid scopes: ${scope}`);
    const username = form.get("username");
    if (username === null) return refuse(400, "invalid_request", "Missing parameter: username");
    const user = Object.hasOwn(users, username) ? users[username] : undefined;
    // In this order, so an account's state shows without its password: as Keycloak does.
    if (user?.enabled === false) return refuse(400, "invalid_grant", "Account disabled");
    if (user === undefined || !isSame(form.get("password") ?? "", user.password)) {
      return refuse(400, "invalid_grant", "Invalid user credentials");
    }
    if (user.isSetUp === false) return refuse(400, "invalid_grant", "Account is not fully set up");
    return issue({ sid: randomUUID(), username, scope }, user);
  }

  function grantRefresh(form: URLSearchParams): GrantAnswer {
    const refreshToken = form.get("refresh_token");
    if (refreshToken === null) return refuse(400, "invalid_request", "No refresh token");
    const session = sessions.get(refreshToken);
    const user = session && users[session.username];
    if (session === undefined || user === undefined) return refuse(400, "invalid_grant", "Token is not active");
    sessions.delete(refreshToken);
    return issue(session, user);
  }

  /** Ends the session that a refresh token belongs to; false when there is none. */
  function end(refreshToken: string | null): boolean {
    const ended = sessions.get(refreshToken ?? "");
    for (const [token, { sid }] of sessions) if (sid === ended?.sid) sessions.delete(token);
    return ended !== undefined;
  }

  return {
    token(form, authorization) {
      const refused = refuseClient(form, authorization);
      if (refused !== undefined) return refused;
      const grantType = form.get("grant_type");
      if (grantType === "password") return grantPassword(form);
      if (grantType === "refresh_token") return grantRefresh(form);
      if (grantType === null) return refuse(400, "invalid_request", "Missing form parameter: grant_type");
      return refuse(400, "unsupported_grant_type", "Unsupported grant_type");
    },
    revoke(form, authorization) {
      const refused = refuseClient(form, authorization);
      if (refused === undefined) end(form.get("token"));
      return refused ?? { status: 200 };
    },
    logout(form, authorization) {
      const refused = refuseClient(form, authorization);
      if (refused !== undefined) return refused;
      return end(form.get("refresh_token")) ? { status: 204 } : refuse(400, "invalid_grant", "Invalid refresh token");
    },
  };
}

function refuse(status: number, error: string, description: string): GrantAnswer {
  return { status, body: { error, error_description: description } };
}

/** `client_secret_basic` or `client_secret_post` (RFC 6749, section 2.3.1). */
function readClient(form: URLSearchParams, authorization: string | undefined): [string, string] {
  if (authorization?.startsWith("Basic ")) {
    const [id = "", secret = ""] = Buffer.from(authorization.slice(6), "base64").toString().split(":");
    const decode = (value: string) => new URLSearchParams(`v=${value}`).get("v") ?? "";
    return [decode(id), decode(secret)];
  }
  return [form.get("client_id") ?? "", form.get("client_secret") ?? ""];
}

function isSame(one: string, other: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** The same for the same username, as a subject has to be. */
function toSubject(username: string): string {
  return createHash("sha256")
    .update(username)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}
