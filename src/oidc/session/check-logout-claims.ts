import { InvalidToken } from "../invalid-token.js";
import type { CompactToken } from "../token/compact-token.js";
import { isName } from "../token/is-name.js";
import { isTime } from "../token/is-time.js";
import type { IssuerRules } from "../token/issuer-rules.js";

/** What a logout token says, checked: which session has ended, or whose. */
export interface LogoutClaims {
  readonly iss: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly sid: string | undefined;
  /** Set when `sid` is not. */
  readonly sub: string | undefined;
}

/** Of the header, beside none (OpenID Connect Back-Channel Logout 1.0, section 2.4). */
const mediaTypes = new Set(["JWT", "logout+jwt", "application/logout+jwt"]);
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
/** Seconds for which a logout token counts after it was issued, whatever its `exp` says. */
export const longestAge = 120;

/**
 * The claims of a logout token whose signature has been verified, once they pass all of section 2.6 but the check for
 * replay.
 *
 * @param now seconds since 1970.
 * @throws InvalidToken for everything else; `reason` says which check failed.
 */
export function checkLogoutClaims({ claims, mediaType }: CompactToken, rules: IssuerRules, now: number): LogoutClaims {
  const { iss, aud, iat, exp, nbf, jti, sid, sub, events, typ } = claims;
  const { clockTolerance } = rules;
  if (mediaType !== undefined && !mediaTypes.has(mediaType)) throw refuse("another kind of token");
  // Keycloak names the kind here.
  if (typ !== undefined && typ !== "Logout") throw refuse("another kind of token");
  if (iss !== rules.issuer) throw refuse("another issuer");
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!rules.clientIds.some((clientId) => audiences.includes(clientId))) throw refuse("another audience");

  if (!isTime(iat)) throw refuse("iat is not a point in time");
  if (iat - clockTolerance > now) throw refuse("iat is still to come");
  if (iat + longestAge + clockTolerance < now) throw refuse(`issued more than ${longestAge} s ago`);
  if (!isTime(exp)) throw refuse("exp is not a point in time");
  if (exp + clockTolerance <= now) throw refuse("exp is past");
  if (nbf !== undefined && !(isTime(nbf) && nbf - clockTolerance <= now)) throw refuse("nbf is still to come");

  if (!isObject(events) || !isObject(events[logoutEvent])) throw refuse("events does not say logout");
  if (Object.hasOwn(claims, "nonce")) throw refuse("a nonce");
  if (!isName(jti)) throw refuse("no usable jti");
  if (sid !== undefined && !isName(sid)) throw refuse("no usable sid");
  if (sub !== undefined && !isName(sub)) throw refuse("no usable sub");
  if (sid === undefined && sub === undefined) throw refuse("neither sid nor sub");
  return { iss, jti, iat, sid, sub };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(reason: string): InvalidToken {
  return new InvalidToken("TOKEN_REJECTED", reason);
}
