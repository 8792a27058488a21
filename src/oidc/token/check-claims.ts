import { InvalidToken } from "../invalid-token.js";
import type { CompactToken } from "./compact-token.js";
import { isName } from "./is-name.js";
import { isTime } from "./is-time.js";
import type { IssuerRules } from "./issuer-rules.js";
import type { VerifiedClaims } from "./verified-claims.js";

/** Header `typ` of an access token as RFC 9068, section 4 has it. */
const profiled = new Set(["at+jwt", "application/at+jwt"]);

/**
 * The claims of a token whose signature has been verified, once they say that it is an access token for this API, now.
 *
 * @param now seconds since 1970.
 * @throws InvalidToken `TOKEN_REJECTED` for another issuer, audience or kind of token, or one bound to a key;
 *   `TOKEN_EXPIRED`; `TOKEN_MALFORMED` for claims missing, of the wrong type or out of any sensible range.
 */
export function checkClaims({ claims, mediaType }: CompactToken, rules: IssuerRules, now: number): VerifiedClaims {
  const { iss, aud, exp, nbf, iat, sub } = claims;
  const { clockTolerance, maxLifetime } = rules;
  if (iss !== rules.issuer) throw rejected("another issuer");

  const audiences = typeof aud === "string" ? [aud] : (aud ?? []);
  if (!isList(audiences)) throw malformed("aud is not a list of strings");
  checkAudience(audiences, claims, rules);

  if (!isTime(exp)) throw malformed("exp is not a point in time");
  if (exp + clockTolerance <= now) throw new InvalidToken("TOKEN_EXPIRED", "exp is past");
  if (exp - now > maxLifetime + clockTolerance) throw malformed("exp is too far away");
  if (nbf !== undefined && !isTime(nbf)) throw malformed("nbf is not a point in time");
  if (nbf !== undefined && nbf - clockTolerance > now) throw malformed("nbf is still to come");
  if (!isTime(iat)) throw malformed("iat is not a point in time");
  if (iat - clockTolerance > now) throw malformed("iat is still to come");
  if (!isName(sub)) throw malformed("no usable sub");

  checkKind(mediaType, claims, audiences);
  return Object.assign(claims, { iss, sub, exp });
}

function checkAudience(audiences: readonly string[], claims: CompactToken["claims"], rules: IssuerRules): void {
  if (rules.audiences.length > 0) {
    if (!rules.audiences.some((audience) => audiences.includes(audience))) throw rejected("another audience");
    return;
  }
  const { azp, client_id } = claims;
  const client = azp ?? client_id;
  if (typeof client !== "string" || !rules.clientIds.includes(client)) throw rejected("another client's token");
  if (client_id !== undefined && client_id !== client) throw rejected("azp and client_id disagree");
}

/**
 * An ID token, a refresh token and a logout token have the same issuer and may have the same key and audience: what
 * tells an access token from them is its kind alone.
 */
function checkKind(mediaType: string | undefined, claims: CompactToken["claims"], audiences: readonly string[]): void {
  const { typ, cnf } = claims;
  if (mediaType !== undefined && profiled.has(mediaType)) {
    if (typ !== undefined && typ !== "Bearer") throw rejected("not an access token");
    if (audiences.length === 0) throw malformed("no aud");
  } else if ((mediaType !== undefined && mediaType !== "JWT") || typ !== "Bearer") {
    throw rejected("not an access token");
  }
  if (cnf !== undefined) throw rejected("bound to a key, so not a bearer token");
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((member) => typeof member === "string");
}

function rejected(reason: string): InvalidToken {
  return new InvalidToken("TOKEN_REJECTED", reason);
}

function malformed(reason: string): InvalidToken {
  return new InvalidToken("TOKEN_MALFORMED", reason);
}
