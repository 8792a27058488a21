import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { GrantRefused } from "../grant-refused.js";
import { RateLimited } from "../rate-limited.js";
import type { Counted, Limiter } from "./limiter.js";

export interface AttemptLimiters {
  /** Of failed logins to one account from one address. */
  readonly byAccount: Limiter;
  /** Of failed logins from one address. */
  readonly byAddress: Limiter;
}

/** Counts attempts to log in, so that passwords cannot be tried out. */
export interface Attempts {
  /**
   * Makes an attempt unless there were too many. It counts from its beginning, so that a thousand at once are a
   * thousand; it counts no longer when it succeeds, or fails for a reason that is not the caller's. Hanging up is the
   * caller's.
   *
   * Nobody can lock an account for its owner: what counts is the account together with the address.
   *
   * @throws RateLimited before `logIn` is called. The caller's fault.
   */
  make<Outcome>(
    username: string,
    address: string,
    signal: AbortSignal,
    logIn: () => Promise<Outcome>,
  ): Promise<Outcome>;
}

export function createAttempts({ byAccount, byAddress }: AttemptLimiters): Attempts {
  return {
    async make(username, address, signal, logIn) {
      const source = toSource(address);
      // The address comes first: whoever goes through a million names fills no memory with them.
      const fromAddress = await count(byAddress, source);
      const toThisAccount = await count(byAccount, toAccount(username, source));
      try {
        const outcome = await logIn();
        await Promise.all([fromAddress.takeBack(), toThisAccount.clear()]);
        return outcome;
      } catch (error) {
        if (!(error instanceof GrantRefused) && !signal.aborted) {
          await Promise.all([fromAddress.takeBack(), toThisAccount.takeBack()]);
        }
        throw error;
      }
    },
  };
}

async function count(limiter: Limiter, name: string): Promise<Counted> {
  const counted = await limiter.count(name);
  if (counted.wait > 0) throw new RateLimited(Math.ceil(counted.wait / 1000));
  return counted;
}

/** One name for each place: IPv4 as it is, IPv6 as its /64, for a site has as many addresses below that as it likes. */
function toSource(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) return plain;
  // The URL parser knows the one spelling of an address (RFC 5952).
  const [head = "", tail] = new URL(`http://[${plain.split("%", 1)[0]}]`).hostname.slice(1, -1).split("::");
  const groups = head === "" ? [] : head.split(":");
  const others = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(8 - groups.length - others.length).fill("0");
  return [...groups, ...zeros, ...others].slice(0, 4).join(":");
}

/** A hash, so that no username stays in memory; letter case does not make another account. */
function toAccount(username: string, source: string): string {
  const name = username.normalize("NFKC").trim().toLowerCase();
  return createHash("sha256").update(`${source}\n${name}`).digest("base64url");
}
