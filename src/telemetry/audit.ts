import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import type { DecisionEvent } from "../graphql/decision-event.js";
import type { Session } from "../graphql/session.js";
import { GrantRefused } from "../oidc/grant-refused.js";
import type { Identity } from "../oidc/identity.js";
import type { OidcEvent } from "../oidc/oidc-event.js";
import { ProviderUnavailable } from "../oidc/provider-unavailable.js";
import { RateLimited } from "../oidc/rate-limited.js";
import type { TokenSet } from "../oidc/session/token-set.js";
import { toSubjectHash } from "../oidc/to-subject-hash.js";

export interface AuditOptions {
  readonly log: Logger;
  /** Makes the hashes of usernames, which are easy to guess, those of this API. */
  readonly secret: string;
  /** `sub` of a token set, or null. */
  readonly readSubject: (tokens: TokenSet) => string | null;
  readonly countSession: ((call: SessionCall, code: string) => void) | undefined;
}

export type SessionCall = "login" | "refresh" | "logout";

/** One line of the audit: the same fields in each, null where there is nothing to say. */
interface AuditLine {
  readonly event: SessionCall | "denied" | "session-ended" | "keys-changed";
  readonly outcome: "ok" | "failed" | "reported";
  /** Why, as the code of the answer. */
  readonly code: string;
  readonly subject?: string | null;
  /** Hash of the username. */
  readonly account?: string;
  readonly address?: string;
}

/** Most coordinates of a denial, and keys of an issuer, in a line. */
const most = 10;

/** Writes down who logged in, refreshed, logged out or was refused, whose session ended, and when keys changed. */
export function createAudit({ log, secret, readSubject, countSession }: AuditOptions) {
  function record({ event, outcome, code, ...line }: AuditLine, details: object = {}): void {
    const { subject = null, account = null, address = null } = line;
    log.info({ event, outcome, code, subject, account, address, ...details }, "Audit");
  }

  async function recordCall<Outcome>(
    event: SessionCall,
    line: Pick<AuditLine, "subject" | "account" | "address">,
    call: Promise<Outcome>,
    toSubject: (outcome: Outcome) => string | null,
  ): Promise<Outcome> {
    try {
      const outcome = await call;
      countSession?.(event, "OK");
      record({ ...line, event, outcome: "ok", code: "OK", subject: toSubject(outcome) });
      return outcome;
    } catch (error) {
      const code = toCode(error);
      countSession?.(event, code);
      record({ ...line, event, outcome: "failed", code });
      throw error;
    }
  }

  const toSubject = (tokens: TokenSet) => hash(readSubject(tokens));

  return {
    /** The session, with each call written down. */
    observe: (session: Session): Session => ({
      login(username, password, address, signal) {
        const account = toAccountHash(secret, username);
        return recordCall("login", { account, address }, session.login(username, password, address, signal), toSubject);
      },
      refresh: (refreshToken, address, signal) =>
        recordCall("refresh", { address }, session.refresh(refreshToken, address, signal), toSubject),
      logout(refreshToken, identity: Identity | null, address, signal) {
        const subject = hash(identity?.subject);
        const call = session.logout(refreshToken, identity, address, signal);
        return recordCall("logout", { subject, address }, call, () => subject);
      },
    }),
    onDecision({ enforce, code, subject, operationName, denials }: DecisionEvent): void {
      const coordinates = denials.slice(0, most).map(({ coordinate }) => coordinate);
      const outcome = enforce === "refuse" ? "failed" : "reported";
      record(
        { event: "denied", outcome, code, subject },
        { operation: operationName?.slice(0, 100) ?? null, coordinates },
      );
    },
    onEvent(event: OidcEvent): void {
      if (event.type === "keys-changed") {
        const { issuer, kids } = event;
        const outcome = kids.length > 0 ? "ok" : "failed";
        record(
          { event: "keys-changed", outcome, code: outcome === "ok" ? "OK" : "NO_KEYS" },
          { issuer, kids: kids.slice(0, most) },
        );
      }
      if (event.type === "logout-token") {
        const outcome = event.outcome === "ended" ? "ok" : "failed";
        const code = outcome === "ok" ? "OK" : "LOGOUT_TOKEN_REFUSED";
        record({ event: "session-ended", outcome, code, subject: hash(event.subject) }, { reason: event.reason });
      }
    },
  };
}

function hash(subject: string | null | undefined): string | null {
  return typeof subject === "string" ? toSubjectHash(subject) : null;
}

/** One hash for an account however its name is spelled; of no use to who does not know the secret. */
function toAccountHash(secret: string, username: string): string {
  const name = username.normalize("NFKC").trim().toLowerCase();
  return createHmac("sha256", secret).update(name).digest("hex").slice(0, 16);
}

function toCode(error: unknown): string {
  if (error instanceof GrantRefused) return error.code;
  if (error instanceof RateLimited) return "RATE_LIMITED";
  return error instanceof ProviderUnavailable ? "PROVIDER_UNAVAILABLE" : "INTERNAL_SERVER_ERROR";
}
