import { InvalidToken } from "#latchkey/oidc/invalid-token.js";
import { ProviderUnavailable } from "#latchkey/oidc/provider-unavailable.js";

/** How a verification ends: `OK`, a `TOKEN_…` code, `PROVIDER_UNAVAILABLE`. Any other error is thrown on. */
export async function toOutcome(verification: Promise<unknown>): Promise<string> {
  try {
    await verification;
    return "OK";
  } catch (error) {
    if (error instanceof InvalidToken) return error.code;
    if (error instanceof ProviderUnavailable) return "PROVIDER_UNAVAILABLE";
    throw error;
  }
}
