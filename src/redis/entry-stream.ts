import type { ExpiringEntry } from "../oidc/session/expiring-entries.js";
import { createConnection, pulse } from "./create-connection.js";

/** The stream in Redis that all instances add entries to and read, over one pair of connections. */
export interface EntryStream {
  /** @throws Error that says why there is no connection. */
  connect(): Promise<void>;
  /**
   * Some of the entries added after those read before; empty when there are no more, which `wait` delays by up to a
   * second.
   *
   * @throws Error that says why the connection broke.
   */
  read(wait: boolean): Promise<readonly ExpiringEntry[]>;
  /** @throws Error that `read` throws too from then on: an entry that cannot be added breaks the connection. */
  write(entries: readonly ExpiringEntry[]): Promise<void>;
  /** Everything under way rejects. */
  close(): void;
}

const key = "latchkey:entries";
/** Entries in the stream at most, about: the oldest make room. Entries read or written at a time. */
const most = 1_000_000;
const batch = 500;

/**
 * @param url `redis://` or `rediss://`; may hold a password.
 * @param longest milliseconds that an entry is kept at most; the stream goes when nothing was added for as long.
 */
export function createEntryStream(url: string, longest: number): EntryStream {
  // Whoever reconnects has to read everything anew, so the connections do not do it alone.
  const reader = createConnection(url, false);
  const writer = createConnection(url, false);
  let last = "0-0";
  let failure: unknown;

  function close(): void {
    for (const client of [reader, writer]) if (client.isOpen) client.destroy();
  }

  async function add({ key: name, value, remaining }: ExpiringEntry): Promise<void> {
    const fields = { key: name, value: String(value), expires: String(Math.floor(Date.now() + remaining)) };
    await writer.xAdd(key, "*", fields, { TRIM: { strategy: "MAXLEN", strategyModifier: "~", threshold: most } });
  }

  return {
    async connect() {
      await Promise.all([reader.connect(), writer.connect()]);
    },
    async read(wait) {
      try {
        const options = wait ? { COUNT: batch, BLOCK: pulse } : { COUNT: batch };
        const answer = await reader.xRead({ key, id: last }, options);
        const messages: readonly { readonly id: string; readonly message: Fields }[] = answer?.[0]?.messages ?? [];
        last = messages.at(-1)?.id ?? last;
        return messages.map(({ message }) => toEntry(message, longest));
      } catch (error) {
        throw failure ?? error;
      }
    },
    async write(entries) {
      try {
        for (let from = 0; from < entries.length; from += batch) {
          await Promise.all([...entries.slice(from, from + batch).map(add), writer.pExpire(key, longest)]);
        }
      } catch (error) {
        failure ??= error;
        close();
        throw failure;
      }
    },
    close,
  };
}

type Fields = Readonly<Record<string, string | undefined>>;

/** Others write there too; whatever they wrote, an entry is a number under a name that does not outstay. */
function toEntry({ key: name = "", value, expires }: Fields, longest: number): ExpiringEntry {
  const remaining = Math.min(Number(expires) - Date.now(), longest);
  return { key: name, value: Math.max(0, Number(value)) || 0, remaining };
}
