import type { Identity } from "../oidc/identity.js";

/** Who a test speaks for. */
export interface IdentityOptions {
  /** Default: a made-up one. */
  readonly subject?: string;
  /** Default `alice`; null is somebody without one, such as a service account. */
  readonly username?: string | null;
  /** Realm roles plain, client roles as `client-id:role`. Default none. */
  readonly roles?: readonly string[];
  /** Default none. */
  readonly scopes?: readonly string[];
  /** Added to `iss`, `sub`, `exp` and `iat`: `acr` and `auth_time` for a step-up, or what a policy reads. Default none. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds until it expires. Default 300. */
  readonly lifetime?: number;
}

/**
 * The identity that a verified access token would give, without a token. For tests alone: nothing about it was verified.
 */
export function createIdentity({
  subject = "8a6bd1ff-6a3e-4b9f-bb5e-0c1e7f1d2a10",
  username = "alice",
  roles = [],
  scopes = [],
  claims = {},
  lifetime = 300,
}: IdentityOptions = {}): Identity {
  const now = Math.floor(Date.now() / 1000);
  const exp = now + lifetime;
  return Object.freeze({
    subject,
    username,
    roles: new Set(roles),
    scopes: new Set(scopes),
    claims: Object.freeze({ iss: "https://login.example.com", sub: subject, exp, iat: now, ...claims }),
    expiresAt: new Date(exp * 1000),
  });
}
