import type { ExpiringEntries } from "./expiring-entries.js";

type Claims = Readonly<Record<string, unknown>>;

/** The sessions that ended before their access tokens did. Known by what tokens say, never by a token's spelling. */
export interface EndedSessions {
  /**
   * Ends what verified claims name: the session `sid`; without one, the token `jti`; without that, everything issued
   * to `sub` until `iat`, that second included.
   */
  end(claims: Claims): void;
  /**
   * Whether the session of verified claims has ended. From memory: quick enough to be asked for every token.
   *
   * @throws Error while that cannot be known.
   */
  has(claims: Claims): boolean;
}

/** Seconds on top of the longest life of a token: twice the largest tolerance for clocks. */
const margin = 600;

/** @param maxLifetime seconds that a token may have to live at most; what ended is remembered for as long. */
export function createEndedSessions(entries: ExpiringEntries, maxLifetime: number): EndedSessions {
  const kept = (maxLifetime + margin) * 1000;

  /** The second until which tokens are refused that have this value for a claim. */
  function lookUp(claim: string, iss: unknown, value: unknown): number {
    return typeof value === "string" ? (entries.get(toKey(claim, iss, value)) ?? -1) : -1;
  }

  return {
    end({ iss, sid, jti, sub, iat }) {
      if (typeof sid === "string") entries.set(toKey("sid", iss, sid), Number.MAX_SAFE_INTEGER, kept);
      else if (typeof jti === "string") entries.set(toKey("jti", iss, jti), Number.MAX_SAFE_INTEGER, kept);
      else entries.set(toKey("sub", iss, sub), Math.floor(Number(iat)), kept);
    },
    has({ iss, sid, jti, sub, iat }) {
      if (!entries.ready()) throw new Error("sessions that ended on other instances are not known yet");
      if (entries.size() === 0) return false;
      const issued = typeof iat === "number" ? Math.floor(iat) : 0;
      return (
        issued <= lookUp("sid", iss, sid) || issued <= lookUp("sub", iss, sub) || issued <= lookUp("jti", iss, jti)
      );
    },
  };
}

/** Unambiguous: no issuer has a line break in it. */
function toKey(claim: string, iss: unknown, value: unknown): string {
  return `${claim}\n${iss}\n${value}`;
}
