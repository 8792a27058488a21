import type { ResourceServer } from "oidc-provider";

/** The one resource that every access token is for: it is what makes oidc-provider issue them as JWTs. */
export const apiResource = {
  indicator: "urn:latchkey:api",
  scope: "openid profile email",
  audience: "account",
  accessTokenFormat: "jwt",
  jwt: { sign: { alg: "RS256" } },
} as const satisfies ResourceServer & { indicator: string };
