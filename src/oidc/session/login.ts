import { setTimeout } from "node:timers/promises";
import { genericGrantRequest } from "openid-client";
import { GrantRefused } from "../grant-refused.js";
import type { Client } from "./client.js";
import { toTokenSet } from "./to-token-set.js";
import type { TokenSet } from "./token-set.js";

/** Longer ones are refused unasked, in UTF-16 code units. */
const longest = { username: 256, password: 1024 };

/**
 * Milliseconds that a refusal takes at least. A provider hashes a password only when the account exists, and how long
 * it took would tell.
 */
const shortestRefusal = 250;

/**
 * Exchanges a username and password for a token set: the resource owner password grant (RFC 6749, section 4.3).
 * Both travel as form data, so whatever they spell is data and never a parameter.
 *
 * @throws GrantRefused `INVALID_CREDENTIALS`, one and the same for every cause; `BAD_REQUEST` when the request itself
 *   is at fault. The caller's fault.
 * @throws ProviderUnavailable when there is no answer within the deadline, or the provider refuses this client.
 * @throws RateLimited when the provider says so.
 */
export async function login(
  client: Client,
  username: string,
  password: string,
  signal: AbortSignal,
): Promise<TokenSet> {
  if (username.length > longest.username || password.length > longest.password) throw new GrantRefused("BAD_REQUEST");
  const notBefore = performance.now() + shortestRefusal;
  try {
    return toTokenSet(await requestTokens(client, username, password, signal));
  } catch (error) {
    if (error instanceof GrantRefused) await setTimeout(notBefore - performance.now());
    throw error;
  }
}

async function requestTokens(client: Client, username: string, password: string, signal: AbortSignal) {
  // Nobody is named by these, and not every provider stores a NUL without an error of its own.
  if (username === "" || password === "" || username.includes("\0") || password.includes("\0")) {
    throw new GrantRefused("INVALID_CREDENTIALS");
  }
  return client.call("INVALID_CREDENTIALS", signal, (configuration) =>
    genericGrantRequest(configuration, "password", { username, password, scope: client.scope }),
  );
}
