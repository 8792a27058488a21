import type { Log } from "#latchkey/oidc/log.js";
import { keepOutput } from "../support/trail.js";

export interface RecordedLog extends Log {
  /** `level message` of every line, in order. */
  readonly lines: string[];
  /** Everything that was written, as text. */
  text(): string;
}

export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const entries: unknown[] = [];
  const write = (level: string) => (details: object, message: string) => {
    lines.push(`${level} ${message}`);
    const entry = { level, message, ...details };
    entries.push(entry);
    keepOutput(JSON.stringify(entry));
  };
  return {
    lines,
    text: () => JSON.stringify(entries),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}
