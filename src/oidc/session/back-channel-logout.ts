import { InvalidToken } from "../invalid-token.js";
import type { Log } from "../log.js";
import type { OidcEvent } from "../oidc-event.js";
import { ProviderUnavailable } from "../provider-unavailable.js";
import type { StartedVerifier } from "../start-verifier.js";
import { checkLogoutClaims, longestAge } from "./check-logout-claims.js";
import type { EndedSessions } from "./ended-sessions.js";
import type { ExpiringEntries } from "./expiring-entries.js";

export interface BackChannelLogoutOptions {
  readonly verifier: Pick<StartedVerifier, "verifySignature">;
  readonly ended: EndedSessions;
  /** Where logout tokens that were used are remembered. */
  readonly entries: ExpiringEntries;
  readonly log: Log;
  readonly onEvent: (event: OidcEvent) => void;
}

/** What became of a logout token. `unavailable`: there are no keys to verify it with now. */
export type LogoutOutcome = "ended" | "refused" | "unavailable";

/** Milliseconds in which a logout token could be used again, with the largest tolerance for clocks on both ends. */
const replayWindow = (longestAge + 600) * 1000;
/** Milliseconds between two lines about logout tokens refused: whoever sends them must not fill the log. */
const quiet = 60_000;

/**
 * Makes the receiver of logout tokens (OpenID Connect Back-Channel Logout 1.0, sections 2.5 to 2.7): one that passes
 * every check ends what it names at once, and is good for one use. Whether there was such a session is not told.
 */
export function createBackChannelLogout({ verifier, ended, entries, log, onEvent }: BackChannelLogoutOptions) {
  let lastRefusal = Number.NEGATIVE_INFINITY;

  function refuse(reason: string): LogoutOutcome {
    if (performance.now() - lastRefusal > quiet) {
      lastRefusal = performance.now();
      log.warn({ reason }, "logout token refused");
    }
    onEvent({ type: "logout-token", outcome: "refused", reason, subject: null });
    return "refused";
  }

  return async (logoutToken: string): Promise<LogoutOutcome> => {
    try {
      const { token, rules } = await verifier.verifySignature(logoutToken);
      const { iss, jti, iat, sid, sub } = checkLogoutClaims(token, rules, Date.now() / 1000);
      const used = `logout\n${iss}\n${jti}`;
      if (entries.get(used) !== undefined) return refuse("it was used before");
      entries.set(used, 1, replayWindow);
      ended.end({ iss, sid, sub, iat });
      onEvent({ type: "logout-token", outcome: "ended", reason: null, subject: sub ?? null });
      return "ended";
    } catch (error) {
      if (error instanceof InvalidToken) return refuse(error.reason);
      if (error instanceof ProviderUnavailable) return "unavailable";
      throw error;
    }
  };
}
