import { GrantRefused, type GrantRefusedCode } from "../grant-refused.js";
import type { Log } from "../log.js";
import { toRetryAfter } from "../provider/to-retry-after.js";
import { ProviderUnavailable } from "../provider-unavailable.js";
import { RateLimited } from "../rate-limited.js";
import { readOAuthError } from "./read-oauth-error.js";

/** OAuth `error` values that speak of the person, or of what they presented. */
const aboutThePerson = new Set([
  "invalid_grant",
  "access_denied",
  "login_required",
  "interaction_required",
  "mfa_required",
]);

/** OAuth `error` values that only the operator can mend, and where. */
const operatorFaults = new Map([
  ["invalid_client", "check the client id and secret (Keycloak: Clients › the client › Credentials)"],
  [
    "unauthorized_client",
    "check the client secret (Keycloak: Clients › the client › Credentials) and that Direct access grants is on (Settings › Capability config)",
  ],
  ["unsupported_grant_type", "the provider does not offer this grant: switch it on there, or set PASSWORD_LOGIN=off"],
  [
    "invalid_scope",
    "OIDC_SCOPE asks for a scope that the client does not have (Keycloak: Clients › the client › Client scopes)",
  ],
]);

const message = "The identity provider is not available";

/**
 * What a failed call to the provider means, by the OAuth `error` value and never by HTTP status alone: the one a
 * wrong client secret gets at Keycloak is 401, and the one a wrong password gets is 400.
 */
export async function toRefusal(error: unknown, refused: GrantRefusedCode, log: Log): Promise<Error> {
  if (error instanceof ProviderUnavailable) return error;
  const { code, response } = await readOAuthError(error);
  if (code !== undefined && aboutThePerson.has(code)) return new GrantRefused(refused);
  if (code === "invalid_request") return new GrantRefused(refused === "INVALID_CREDENTIALS" ? "BAD_REQUEST" : refused);
  if (response?.status === 429) return new RateLimited(toRetryAfter(response.headers));

  const fix = operatorFaults.get(code ?? "");
  const details = { oauthError: code, status: response?.status, reason: toReason(error) };
  if (fix === undefined) log.warn(details, "The provider did not answer as expected");
  else log.error(details, `The provider refuses this client: ${fix}`);
  // No cause: it may hold an answer with tokens in it.
  return new ProviderUnavailable(message);
}

/** The outermost words of an error and its cause's code. Bodies and parameters hang deeper, and stay there. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return `${error.message}${code}`;
}
