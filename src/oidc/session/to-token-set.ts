import type { TokenEndpointResponse } from "openid-client";
import { ProviderUnavailable } from "../provider-unavailable.js";
import type { TokenSet } from "./token-set.js";

/**
 * The token endpoint's answer (RFC 6749, section 5.1) as a token set.
 *
 * @throws ProviderUnavailable when the access token is of a kind that a client of this API cannot present.
 */
export function toTokenSet(response: TokenEndpointResponse): TokenSet {
  if (response.token_type.toLowerCase() !== "bearer")
    throw new ProviderUnavailable("The provider issued no bearer token");
  const refreshExpiresIn = response.refresh_expires_in;
  return {
    tokenType: "Bearer",
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? null,
    idToken: response.id_token ?? null,
    // A provider may leave it out (RFC 6749: RECOMMENDED). Zero makes a client ask for the next token in good time.
    expiresIn: Math.floor(response.expires_in ?? 0),
    refreshExpiresIn: typeof refreshExpiresIn === "number" ? Math.floor(refreshExpiresIn) : null,
    scope: response.scope ?? null,
  };
}
