import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";

/** How a provider turned a call down (RFC 6749, section 5.2), in its own words. */
export interface OAuthError {
  /** `error`; undefined when the answer has none, or there was no answer. */
  readonly code: string | undefined;
  /** `error_description`. */
  readonly description: string | undefined;
  /** Undefined when there was no answer. */
  readonly response: Response | undefined;
}

/** What an error of openid-client holds of the provider's answer, which stays readable for the next who asks. */
export async function readOAuthError(error: unknown): Promise<OAuthError> {
  if (error instanceof ResponseBodyError) {
    return { code: error.error, description: error.error_description, response: error.response };
  }
  const response = toResponse(error);
  const { error: code, error_description: description } = await readBody(response);
  return { code: toText(code), description: toText(description), response };
}

function toResponse(error: unknown): Response | undefined {
  if (error instanceof WWWAuthenticateChallengeError) return error.response;
  return error instanceof ClientError && error.cause instanceof Response ? error.cause : undefined;
}

/** openid-client stops at a `WWW-Authenticate` header and leaves the body, where the OAuth error is, unread. */
async function readBody(response: Response | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (response === undefined || response.bodyUsed) return {};
  try {
    const body: unknown = await response.clone().json();
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
