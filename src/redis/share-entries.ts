import { setTimeout } from "node:timers/promises";
import type { Log } from "../oidc/log.js";
import type { ExpiringEntries, ExpiringEntry } from "../oidc/session/expiring-entries.js";
import { createEntryStream, type EntryStream } from "./entry-stream.js";
import { toReason } from "./to-reason.js";

export interface SharingOptions {
  /** `redis://` or `rediss://`; may hold a password. */
  readonly url: string;
  /** Milliseconds that an entry is kept at most; the others' are cut to it. */
  readonly longest: number;
  readonly log: Log;
}

/** Milliseconds from an outage to the next attempt. */
const pause = 1_000;

/**
 * Entries that every instance with the same Redis (or Valkey) knows. To look one up asks this process alone; what is
 * set counts here at once, is written behind, and counts elsewhere within moments.
 *
 * Not `ready()` until Redis was read once. An outage from then on is survived: what was set meanwhile counts elsewhere
 * as soon as Redis is back, and what Redis has lost is given back to it.
 *
 * @param local holds the entries; closed with this.
 */
export function shareEntries(local: ExpiringEntries, { url, longest, log }: SharingOptions): ExpiringEntries {
  const closing = new AbortController();
  let isLoaded = false;
  let isFailing = false;
  let current: EntryStream | undefined;

  function adopt(entries: readonly ExpiringEntry[]): void {
    for (const { key, value, remaining } of entries) if (remaining > 0) local.set(key, value, remaining);
  }

  /** Reads everything and writes what was missing there; then reads on until the stream breaks. */
  async function follow(stream: EntryStream): Promise<never> {
    await stream.connect();
    const known = new Map<string, number>();
    let read: readonly ExpiringEntry[];
    do {
      read = await stream.read(false);
      adopt(read);
      for (const { key, value } of read) known.set(key, Math.max(value, known.get(key) ?? 0));
    } while (read.length > 0);

    const missing = local.list().filter(({ key, value }) => value > (known.get(key) ?? -1));
    current = stream;
    if (missing.length > 0) await stream.write(missing);
    isLoaded = true;
    isFailing = false;
    log.info({}, "Redis is connected: a session that ends ends on every instance");
    for (;;) adopt(await stream.read(true));
  }

  async function stayConnected(): Promise<void> {
    while (!closing.signal.aborted) {
      const stream = createEntryStream(url, longest);
      closing.signal.addEventListener("abort", stream.close, { once: true });
      try {
        await follow(stream);
      } catch (error) {
        if (!isFailing && !closing.signal.aborted) {
          log.error(
            { reason: toReason(error) },
            "Redis cannot be used: a session that ends ends on this instance alone",
          );
        }
        isFailing = true;
      }
      current = undefined;
      stream.close();
      closing.signal.removeEventListener("abort", stream.close);
      await setTimeout(pause, undefined, { ref: false, signal: closing.signal }).catch(() => {});
    }
  }

  void stayConnected();
  return {
    get: local.get,
    size: local.size,
    list: local.list,
    set(key, value, milliseconds) {
      local.set(key, value, milliseconds);
      // What is lost here is missing when the stream is read anew.
      current?.write([{ key, value, remaining: milliseconds }]).catch(() => {});
    },
    ready: () => isLoaded,
    close() {
      closing.abort();
      local.close();
    },
  };
}
