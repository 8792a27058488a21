/** Longer messages are cut, in UTF-16 code units; causes below causes are left out. */
const longest = 1_000;
const deepest = 5;

/** An error as the log keeps it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * What the log keeps of an error: its words and where it was thrown, and the same of its causes. Nothing else that hangs
 * on it: requests, answers and their bodies do, and with them passwords and tokens. What others wrote stays one line.
 */
export function toLoggedError(error: Error, depth = 0): LoggedError {
  const { cause } = error;
  const frames = error.stack?.match(/^ {4}at .*$/gm);
  return {
    type: error.name,
    message: error.message.replace(/\p{C}/gu, " ").slice(0, longest),
    ...("code" in error && typeof error.code === "string" && { code: error.code }),
    ...(frames && { stack: frames.join("\n") }),
    ...(cause instanceof Error && depth < deepest && { cause: toLoggedError(cause, depth + 1) }),
  };
}
