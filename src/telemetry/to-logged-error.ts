/** Longer messages are cut, in UTF-16 code units; causes below causes are left out. */
const longest = 1_000;
const deepest = 5;

/** What follows the name of a secret, and what is in an address before its host. */
const secrets: readonly [RegExp, string][] = [
  [
    /((?:password|passwd|pwd|secret|token|api[-_]?key|authorization)\w*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s"',;&)}]+)/gi,
    "$1[redacted]",
  ],
  [/(\w:\/\/)[^/\s@]+@/g, "$1[redacted]@"],
];

/** An error as the log keeps it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
  /** Of an `AggregateError`, the first of them. */
  readonly errors?: readonly LoggedError[];
}

/**
 * What the log keeps of an error: its words and where it was thrown, and the same of its causes. Nothing else that hangs
 * on it: requests, answers and their bodies do, and with them passwords and tokens. What others wrote stays one line, and
 * what reads as a secret in it is left out.
 */
export function toLoggedError(error: Error, depth = 0): LoggedError {
  const { cause } = error;
  const frames = error.stack?.match(/^ {4}at .*$/gm);
  return {
    type: error.name,
    message: toWords(String(error.message)),
    ...("code" in error && typeof error.code === "string" && { code: error.code }),
    ...(frames && { stack: frames.join("\n") }),
    ...(cause instanceof Error && depth < deepest && { cause: toLoggedError(cause, depth + 1) }),
    ...(error instanceof AggregateError && depth < deepest && { errors: toLoggedErrors(error, depth + 1) }),
  };
}

function toLoggedErrors({ errors }: AggregateError, depth: number): LoggedError[] {
  return errors.slice(0, deepest).flatMap((error) => (error instanceof Error ? toLoggedError(error, depth) : []));
}

function toWords(message: string): string {
  const line = message.slice(0, 2 * longest).replace(/\p{C}/gu, " ");
  return secrets.reduce((words, [secret, rest]) => words.replace(secret, rest), line).slice(0, longest);
}
