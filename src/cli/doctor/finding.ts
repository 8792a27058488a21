/** What a check found. `says` and `mend` may have several lines; neither holds a token, a secret or a password. */
export type Finding<Evidence = null> = Ok<Evidence> | Warning<Evidence> | Failed;

interface Ok<Evidence> {
  readonly outcome: "ok";
  readonly says: string;
  /** What later checks build on. */
  readonly evidence: Evidence;
}

interface Warning<Evidence> {
  readonly outcome: "warning";
  readonly says: string;
  /** What to do about it, and where. */
  readonly mend: string;
  readonly evidence: Evidence;
}

export interface Failed {
  readonly outcome: "failed";
  readonly says: string;
  readonly mend: string;
}

export function ok<Evidence>(says: string, evidence: Evidence): Ok<Evidence> {
  return { outcome: "ok", says, evidence };
}

export function warning<Evidence>(says: string, mend: string, evidence: Evidence): Warning<Evidence> {
  return { outcome: "warning", says, mend, evidence };
}

export function failed(says: string, mend: string): Failed {
  return { outcome: "failed", says, mend };
}
