import { refreshTokenGrant } from "openid-client";
import { GrantRefused } from "../grant-refused.js";
import type { Client } from "./client.js";
import { toTokenSet } from "./to-token-set.js";
import type { TokenSet } from "./token-set.js";

/**
 * Exchanges a refresh token for a new token set (RFC 6749, section 6).
 *
 * @throws GrantRefused `INVALID_GRANT` when the token is unknown, used, expired or another client's. The caller's fault.
 * @throws ProviderUnavailable when there is no answer within the deadline, or the provider refuses this client.
 */
export async function refresh(client: Client, refreshToken: string, signal: AbortSignal): Promise<TokenSet> {
  if (refreshToken === "") throw new GrantRefused("INVALID_GRANT");
  return toTokenSet(
    await client.call("INVALID_GRANT", signal, (configuration) => refreshTokenGrant(configuration, refreshToken)),
  );
}
