import type { AnswerCode } from "./errors.js";
import type { Denial } from "./guard/denial.js";

/** What the guard did with an operation that it did not let through as it was. Holds no token, claim or name of a user. */
export interface DecisionEvent {
  /** `report` when the denials were only reported: the operation went on. */
  readonly enforce: "refuse" | "report";
  /** `operation` when nothing of it ran; `field` when fields of it were refused while it did. */
  readonly refused: "operation" | "field";
  /** As the caller wrote it, so not to be used as a label of a metric. */
  readonly operationName: string | null;
  /** The first 16 hexadecimal digits of the SHA-256 of the caller's subject; null for an anonymous caller. */
  readonly subject: string | null;
  /** `UNAUTHENTICATED`, `FORBIDDEN`, or the code of the bad token. */
  readonly code: AnswerCode;
  /** One for each denied coordinate; none when the token was bad. */
  readonly denials: readonly Denial[];
}
