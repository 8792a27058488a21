import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { GrantRefused } from "../grant-refused.js";
import { RateLimited } from "../rate-limited.js";

export interface AttemptLimits {
  /** Failed logins to one account from one address, in a minute. */
  readonly perAccount: number;
  /** Failed logins from one address, in a minute. */
  readonly perAddress: number;
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

const minute = 60;

export function createAttempts({ perAccount, perAddress }: AttemptLimits): Attempts {
  const byAddress = new RateLimiterMemory({ points: perAddress, duration: minute });
  const byAccount = new RateLimiterMemory({ points: perAccount, duration: minute });

  return {
    async make(username, address, signal, logIn) {
      const source = toSource(address);
      const account = toAccount(username, source);
      // The address comes first: whoever goes through a million names fills no memory with them.
      await consume(byAddress, source);
      await consume(byAccount, account);
      try {
        const outcome = await logIn();
        await Promise.all([byAddress.reward(source), byAccount.delete(account)]);
        return outcome;
      } catch (error) {
        if (!(error instanceof GrantRefused) && !signal.aborted) {
          await Promise.all([byAddress.reward(source), byAccount.reward(account)]);
        }
        throw error;
      }
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new RateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    throw refusal;
  }
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
