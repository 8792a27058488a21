import { algorithms } from "../../oidc/keys/algorithms.js";
import { isTime } from "../../oidc/token/is-time.js";
import { readCompactToken } from "../../oidc/token/read-compact-token.js";
import type { LoggedIn } from "./check-login.js";
import type { Moment } from "./moment.js";

/** When the provider thinks that it issued an access token, before anything about it is verified. */
export function toMoment({ tokens, before, after }: LoggedIn): Moment | undefined {
  try {
    const { iat } = readCompactToken(tokens.accessToken, algorithms).claims;
    return isTime(iat) ? { theirs: iat * 1000, before, after } : undefined;
  } catch {
    return undefined;
  }
}
