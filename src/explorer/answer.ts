import type { Requirement } from "../graphql/directive/requirement.js";

/** An error of an answer, with what a denial says beside it. */
export interface AnswerError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly coordinate?: string;
    readonly requires?: readonly Requirement[];
    readonly missing?: readonly Requirement[];
  };
}

export interface Answer {
  readonly status: number;
  /** Seconds to wait before another try, when the server says so. */
  readonly retryAfter: number | undefined;
  /** The body as it came. */
  readonly text: string;
  readonly body: { readonly data?: Readonly<Record<string, unknown>> | null; readonly errors?: readonly AnswerError[] };
}
