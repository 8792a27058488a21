import { randomUUID } from "node:crypto";
import { signToken } from "./sign-token.js";
import type { SigningKey } from "./signing-key.js";
import type { MintOverrides } from "./test-provider.js";

export interface MintDefaults {
  readonly issuer: string;
  readonly clientId: string;
  /** Seconds. */
  readonly lifetime: number;
}

const subject = "8a6bd1ff-6a3e-4b9f-bb5e-0c1e7f1d2a10";

/** An access token shaped as Keycloak's: see `TestProvider.mint`. */
export function mintToken(
  { issuer, clientId, lifetime }: MintDefaults,
  signingKey: SigningKey,
  claims: Readonly<Record<string, unknown>> = {},
  overrides: MintOverrides = {},
): string {
  const { roles = ["member"], ...others } = claims;
  const now = Math.floor(Date.now() / 1000);
  const good = {
    exp: now + lifetime,
    iat: now,
    jti: `onrtro:${randomUUID()}`,
    iss: issuer,
    aud: "account",
    sub: subject,
    typ: "Bearer",
    azp: clientId,
    sid: randomUUID(),
    acr: "1",
    "allowed-origins": ["http://localhost:8000"],
    realm_access: { roles },
    resource_access: { account: { roles: ["manage-account", "view-profile"] } },
    scope: "openid profile email",
    email_verified: true,
    name: "Alice Liddell",
    preferred_username: "alice",
    given_name: "Alice",
    family_name: "Liddell",
    email: "alice@example.com",
  };
  return sign({ ...good, ...others }, "JWT", signingKey, overrides);
}

/** A logout token shaped as Keycloak's: see `TestProvider.mintLogoutToken`. */
export function mintLogoutToken(
  { issuer, clientId }: MintDefaults,
  signingKey: SigningKey,
  claims: Readonly<Record<string, unknown>> = {},
  overrides: MintOverrides = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const good = {
    exp: now + 120,
    iat: now,
    jti: randomUUID(),
    iss: issuer,
    aud: clientId,
    sub: subject,
    typ: "Logout",
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  };
  return sign({ ...good, ...claims }, "logout+jwt", signingKey, overrides);
}

function sign(claims: object, typ: string, signingKey: SigningKey, overrides: MintOverrides): string {
  const { header, rawHeader, payload, key = signingKey.privateKey, algorithm = signingKey.algorithm } = overrides;
  return signToken(
    rawHeader ?? { alg: algorithm, typ, kid: signingKey.kid, ...header },
    payload ?? claims,
    algorithm,
    key,
  );
}
