import type { KeyObject } from "node:crypto";
import type { TestProvider } from "latchkey/testing";

/** What the author of a bad token has at hand. */
export interface Attacker {
  /** The provider whose tokens are accepted; it signs with RS256. */
  readonly provider: TestProvider;
  /** Keys of their own. */
  readonly rsa: KeyObject;
  readonly ec: KeyObject;
  /** Seconds since 1970. */
  readonly now: number;
}

/** An id, what it is, the code it is refused with, and how to make the token. */
export type Attack = readonly [string, string, string, (attacker: Attacker) => string];
