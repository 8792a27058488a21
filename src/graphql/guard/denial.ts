import type { Requirement } from "../directive/requirement.js";

/** Why one coordinate is not for this caller. */
export interface Denial {
  /** `Type.field`, `Type.field(argument:)` or `Input.field`. */
  readonly coordinate: string;
  readonly code: "UNAUTHENTICATED" | "FORBIDDEN";
  /** All that the coordinate asks for; every member must hold. */
  readonly requires: readonly Requirement[];
  /** What of it the caller lacks; all of it for an anonymous caller. */
  readonly missing: readonly Requirement[];
  /** `NULL` when every rule that does not hold says so. */
  readonly onDeny: "REFUSE" | "NULL";
  readonly reason: "anonymous" | "insufficient" | "policy-refused" | "policy-failed";
  /** What a policy threw, or that it was late; for the log alone. */
  readonly cause?: unknown;
}
