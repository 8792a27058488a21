import { openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Where a run of the tests keeps what was written and what is secret, to be searched at its end; or nowhere. */
const folder = process.env.LATCHKEY_TRAIL;

/** Shorter ones are words that anything may hold. */
const shortest = 8;
const shortestPart = 16;

const noted = new Set<string>();
const files = new Map<string, number>();

function append(kind: string, text: string): void {
  if (folder === undefined) return;
  const file = files.get(kind) ?? openSync(join(folder, `${kind}-${process.pid}`), "a");
  files.set(kind, file);
  writeSync(file, `${text}\n`);
}

/** Keeps what the product has written: a line of the log, the metrics, an answer that is an error. */
export function keepOutput(text: string): void {
  if (text !== "") append("output", text);
}

/** Notes something that may be in none of it, and of a token each of its parts. */
export function noteSecret(secret: unknown): void {
  if (typeof secret !== "string" || secret.length < shortest || noted.has(secret)) return;
  // What makes bodies up likes to send "constructor": a word of the language is nobody's secret.
  if (secret in Object.prototype) return;
  noted.add(secret);
  append("secrets", JSON.stringify(secret));
  const parts = secret.split(".");
  if (parts.length > 1) for (const part of parts) if (part.length >= shortestPart) noteSecret(part);
}
