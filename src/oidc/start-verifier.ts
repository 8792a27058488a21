import { type Clock, systemClock } from "./clock.js";
import type { Identity } from "./identity.js";
import { InvalidToken } from "./invalid-token.js";
import { isSameAlgorithm } from "./keys/is-same-algorithm.js";
import { type Keys, startKeys } from "./keys/keys.js";
import type { OidcEvent } from "./oidc-event.js";
import { createProvider, type Provider } from "./provider/provider.js";
import { ProviderUnavailable } from "./provider-unavailable.js";
import { silentLog } from "./silent-log.js";
import { checkClaims } from "./token/check-claims.js";
import type { CompactToken } from "./token/compact-token.js";
import { isSigned } from "./token/is-signed.js";
import type { IssuerRules } from "./token/issuer-rules.js";
import { readCompactToken } from "./token/read-compact-token.js";
import { readIssuerRules, readSeconds } from "./token/read-issuer-rules.js";
import type { SignedToken } from "./token/signed-token.js";
import { toIdentity } from "./token/to-identity.js";
import type { VerifiedClaims } from "./token/verified-claims.js";
import { createVerifiedTokens } from "./token/verified-tokens.js";
import type { Verifier } from "./verifier.js";
import type { VerifierOptions } from "./verifier-options.js";

/** What a server wants to know beside. */
export interface StartOptions {
  readonly onEvent?: (event: OidcEvent) => void;
}

/** What a verifier has done so far, and has in memory. */
export interface VerifierStatistics {
  /** Tokens that were in memory when they were asked about, and that were not. */
  readonly hits: number;
  readonly misses: number;
  /** Seconds since the keys of each issuer were read last; infinite when they never were. */
  readonly keyAges: ReadonlyMap<string, number>;
}

/** A verifier whose keys may still be on their way. */
export interface StartedVerifier extends Verifier {
  /** Settles with the first attempt to load the keys of every issuer, loaded or not. Never rejects. */
  readonly started: Promise<void>;
  /** The providers of the tokens, in the order of the options. Closed with the verifier. */
  readonly providers: readonly [Provider, ...Provider[]];
  /** As `verify`, but answers, or throws, at once where nothing has to be waited for, as for a token in memory. */
  verifySoon(accessToken: string): Identity | Promise<Identity>;
  /**
   * A JWT of any kind that one of the issuers signed. What it says is not looked at, but for `iss`.
   *
   * Throws as `verify` does.
   */
  verifySignature(jwt: string): Promise<SignedToken>;
  statistics(): VerifierStatistics;
}

interface Issuer {
  readonly rules: IssuerRules;
  readonly provider: Provider;
  readonly keys: Keys;
}

/** Milliseconds between two lines about tokens of an unknown issuer: whoever sends them must not fill the log. */
const quiet = 60_000;

/**
 * Starts to load keys and returns at once. Until the first attempt has settled, `verify` waits for it; after it has
 * failed, `verify` rejects at once until keys are there.
 *
 * @throws TypeError for options that are wrong or would leave a check out: the operator's fault.
 */
export function startVerifier(options: VerifierOptions & StartOptions, clock: Clock = systemClock): StartedVerifier {
  const { log = silentLog, revoked = () => false, onEvent = () => {} } = options;
  const maxStale = readSeconds("maxStale", options.maxStale ?? 86_400, 60, 604_800);
  const tokens = createVerifiedTokens();
  const [first, ...others] = readIssuerRules(options);
  const issuers: readonly [Issuer, ...Issuer[]] = [start(first), ...others.map(start)];
  const algorithms = [...new Set(issuers.flatMap(({ rules }) => rules.algorithms))];
  const byIssuer = new Map(issuers.map((issuer) => [issuer.rules.issuer, issuer]));
  let hits = 0;
  let misses = 0;
  let lastMismatch = Number.NEGATIVE_INFINITY;

  function start(rules: IssuerRules): Issuer {
    const provider = createProvider(rules, clock);
    const keys = startKeys({
      provider,
      algorithms: rules.algorithms,
      maxStale,
      log,
      clock,
      onEvent,
      onChange: tokens.clear,
    });
    return { rules, provider, keys };
  }

  function findIssuer(iss: unknown): Issuer {
    if (typeof iss !== "string") throw new InvalidToken("TOKEN_MALFORMED", "iss is not a string");
    const issuer = byIssuer.get(iss);
    if (issuer !== undefined) return issuer;
    if (clock.elapsed() - lastMismatch > quiet) {
      lastMismatch = clock.elapsed();
      log.warn(
        { expected: [...byIssuer.keys()], received: iss.slice(0, 256) },
        "token of an issuer that is not configured",
      );
    }
    throw new InvalidToken("TOKEN_REJECTED", "another issuer");
  }

  function remembered(accessToken: string): Identity | undefined {
    const identity = tokens.get(accessToken, clock.now() / 1000);
    if (identity === undefined) return undefined;
    try {
      if (!revoked(identity.claims)) {
        hits += 1;
        return identity;
      }
    } catch {
      // It is asked once more by `verify`, which says so.
    }
    tokens.delete(accessToken);
    return undefined;
  }

  function refuseRevoked(claims: VerifiedClaims): void {
    let isRevoked: boolean;
    try {
      isRevoked = revoked(claims);
    } catch (cause) {
      throw new ProviderUnavailable("Error while decoding token", 5, { cause });
    }
    if (isRevoked) throw InvalidToken.revoked();
  }

  /** Returns the keys that were there. Throws what is wrong with the signature. */
  async function checkSignature(token: CompactToken, { keys }: Issuer): Promise<unknown> {
    const key = keys.current()?.get(token.kid) ?? (await keys.find(token.kid));
    const keySet = keys.current();
    if (key === undefined) throw new InvalidToken("TOKEN_SIGNATURE_INVALID", "no such key");
    if (!isSameAlgorithm(key.algorithm, token.algorithm)) {
      throw new InvalidToken("TOKEN_SIGNATURE_INVALID", "not the algorithm of the key");
    }
    if (!(await isSigned(token, key)))
      throw new InvalidToken("TOKEN_SIGNATURE_INVALID", "the signature does not verify");
    return keySet;
  }

  async function admit(accessToken: string, token: CompactToken, issuer: Issuer): Promise<Identity> {
    const { rules, keys } = issuer;
    const keySet = await checkSignature(token, issuer);
    const claims = checkClaims(token, rules, clock.now() / 1000);
    refuseRevoked(claims);
    const identity = toIdentity(claims, rules.rolesPath);
    // A key that went while the signature was checked vouches for nothing later.
    if (keys.current() === keySet) tokens.set(accessToken, identity, claims.exp);
    return identity;
  }

  function verifySoon(accessToken: string): Identity | Promise<Identity> {
    if (typeof accessToken !== "string") throw new InvalidToken("TOKEN_MALFORMED", "not a string");
    const known = remembered(accessToken);
    if (known !== undefined) return known;
    misses += 1;
    const token = readCompactToken(accessToken, algorithms);
    return admit(accessToken, token, findIssuer(token.claims.iss));
  }

  return {
    started: Promise.all(issuers.map(({ keys }) => keys.started)).then(() => {}),
    providers: [issuers[0].provider, ...issuers.slice(1).map(({ provider }) => provider)],
    async verifySignature(jwt) {
      const token = readCompactToken(jwt, algorithms);
      const issuer = findIssuer(token.claims.iss);
      await checkSignature(token, issuer);
      return { token, rules: issuer.rules };
    },
    verifySoon,
    verify: async (accessToken) => verifySoon(accessToken),
    statistics: () => ({
      hits,
      misses,
      keyAges: new Map(issuers.map(({ rules, keys }) => [rules.issuer, keys.age()])),
    }),
    ready: () => issuers.every(({ keys }) => keys.current() !== undefined),
    close() {
      for (const { keys, provider } of issuers) {
        keys.close();
        provider.close();
      }
    },
  };
}
