import { LRUCache } from "lru-cache";
import type { Identity } from "../identity.js";

/** Tokens, and bytes of them with what they say: about 30 MB at most. */
const most = 10_000;
const largest = 30_000_000;
/** Characters at the end of a token, all of its signature: enough to tell tokens apart, little to hash. */
const tail = 24;

interface VerifiedToken {
  readonly accessToken: string;
  readonly identity: Identity;
  /** Seconds since 1970, without any tolerance. */
  readonly exp: number;
}

/** Tokens that were verified and need not be again: 10,000 at most, the least recently used make room. */
export interface VerifiedTokens {
  /** Who a token speaks for, when it is remembered and has not expired. */
  get(accessToken: string, now: number): Identity | undefined;
  set(accessToken: string, identity: Identity, exp: number): void;
  delete(accessToken: string): void;
  clear(): void;
}

/** Looked up by the end of the signature and then compared whole, so no other token can ever be mistaken for it. */
export function createVerifiedTokens(): VerifiedTokens {
  const tokens = new LRUCache<string, VerifiedToken>({
    max: most,
    maxSize: largest,
    sizeCalculation: ({ accessToken, identity }) => 200 + accessToken.length + toSize(identity),
  });
  return {
    get(accessToken, now) {
      const known = tokens.get(accessToken.slice(-tail));
      return known !== undefined && known.accessToken === accessToken && known.exp > now ? known.identity : undefined;
    },
    set: (accessToken, identity, exp) => tokens.set(accessToken.slice(-tail), { accessToken, identity, exp }),
    delete: (accessToken) => tokens.delete(accessToken.slice(-tail)),
    clear: () => tokens.clear(),
  };
}

/** Bytes of what a token says once it is read, as measured: roles are there twice, with their names in the set. */
function toSize({ claims, roles }: Identity): number {
  return countValues(claims) * 35 + roles.size * 60;
}

function countValues(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  let count = 2;
  for (const member of Object.values(value)) count += countValues(member);
  return count;
}
