import { tokenRevocation } from "openid-client";
import type { Client } from "./client.js";

/**
 * Revokes a refresh token at the provider (RFC 7009), which ends its session. A token that is already useless is no
 * error (section 2.2).
 *
 * @throws ProviderUnavailable when there is no answer within the deadline, or the provider refuses this client.
 */
export async function logout(client: Client, refreshToken: string, signal: AbortSignal): Promise<void> {
  if (refreshToken === "") return;
  await client.call("INVALID_GRANT", signal, (configuration) =>
    tokenRevocation(configuration, refreshToken, { token_type_hint: "refresh_token" }),
  );
}
