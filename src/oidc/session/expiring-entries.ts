import { LRUCache } from "lru-cache";

/** Bytes that entries and their bookkeeping take, about: some 400,000 entries of usual length. */
const largest = 100_000_000;

export interface ExpiringEntry {
  readonly key: string;
  readonly value: number;
  /** Milliseconds that are left to it; not above zero: none. */
  readonly remaining: number;
}

/** Numbers by name, each kept for a while: what one request has taught and later ones have to know. */
export interface ExpiringEntries {
  /** At once, from memory. */
  get(key: string): number | undefined;
  /** Keeps a value for that many milliseconds at least; a greater value that is there already stays. */
  set(key: string, value: number, milliseconds: number): void;
  /** How many there are, about: those that have expired may still count. */
  size(): number;
  list(): readonly ExpiringEntry[];
  /** Whether everything is here that there is to know. */
  ready(): boolean;
  close(): void;
}

/** In this process alone. About 100 MB at most; those not asked about for the longest time make room. */
export function createExpiringEntries(): ExpiringEntries {
  const entries = new LRUCache<string, number>({
    maxSize: largest,
    sizeCalculation: (_value, key) => 160 + key.length,
    ttl: 1,
  });
  return {
    get: (key) => entries.get(key),
    set(key, value, milliseconds) {
      const ttl = Math.max(milliseconds, entries.getRemainingTTL(key));
      entries.set(key, Math.max(value, entries.get(key) ?? 0), { ttl });
    },
    size: () => entries.size,
    list: () => [...entries].map(([key, value]) => ({ key, value, remaining: entries.getRemainingTTL(key) })),
    ready: () => true,
    close: () => entries.clear(),
  };
}
