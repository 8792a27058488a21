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
   * thousand; it counts no longer when it succeeds, or fails for a reason that is not the caller's.
   *
   * Nobody can lock an account for its owner: what counts is the account together with the address.
   *
   * @throws RateLimited before `logIn` is called. The caller's fault.
   */
  make<Outcome>(username: string, address: string, logIn: () => Promise<Outcome>): Promise<Outcome>;
}

const minute = 60;

export function createAttempts({ perAccount, perAddress }: AttemptLimits): Attempts {
  const byAddress = new RateLimiterMemory({ points: perAddress, duration: minute });
  const byAccount = new RateLimiterMemory({ points: perAccount, duration: minute });

  return {
    async make(username, address, logIn) {
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
        if (!(error instanceof GrantRefused)) await Promise.all([byAddress.reward(source), byAccount.reward(account)]);
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

/** An IPv6 site has as many addresses as it likes, below one /64. */
function toSource(address: string): string {
  if (!isIPv6(address) || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  const missing = address.includes("::") ? 8 - groups.length - (tail === "" ? 0 : tail.split(":").length) : 0;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...tail.split(":")].slice(0, 4).join(":");
}

/** A hash, so that no username stays in memory; letter case does not make another account. */
function toAccount(username: string, source: string): string {
  const name = username.normalize("NFKC").trim().toLowerCase();
  return createHash("sha256").update(`${source}\n${name}`).digest("base64url");
}
