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

/** An access token shaped as Keycloak's: see `TestProvider.mint`. */
export function mintToken(
  { issuer, clientId, lifetime }: MintDefaults,
  signingKey: SigningKey,
  claims: Readonly<Record<string, unknown>> = {},
  overrides: MintOverrides = {},
): string {
  const { roles = ["member"], ...others } = claims;
  const { header, rawHeader, payload, key = signingKey.privateKey, algorithm = signingKey.algorithm } = overrides;
  const now = Math.floor(Date.now() / 1000);
  const good = {
    exp: now + lifetime,
    iat: now,
    jti: `onrtro:${randomUUID()}`,
    iss: issuer,
    aud: "account",
    sub: "8a6bd1ff-6a3e-4b9f-bb5e-0c1e7f1d2a10",
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
  return signToken(
    rawHeader ?? { alg: algorithm, typ: "JWT", kid: signingKey.kid, ...header },
    payload ?? { ...good, ...others },
    algorithm,
    key,
  );
}
