import type { Algorithm } from "./keys/algorithms.js";
import type { Log } from "./log.js";

/** One issuer of tokens. At least one of `audience` and `clientId` is needed. */
export interface IssuerOptions {
  /** `iss` of its tokens, to the letter: an `http://` or `https://` URL. */
  readonly issuer: string;
  /** Tokens are accepted when `aud` has it, or one of them. */
  readonly audience?: string | readonly string[] | undefined;
  /** Tokens are accepted when `azp` (or `client_id`) is it, or one of them. Not looked at when `audience` is set. */
  readonly clientId?: string | readonly string[] | undefined;
  /**
   * Where to read the provider's metadata when `issuer` cannot be reached from here. Default: below `issuer`.
   * Endpoints that the metadata places on the issuer's origin are looked for on this one.
   */
  readonly discoveryUrl?: string | undefined;
  /** Signature algorithms accepted. Default: all of RS, PS and ES with 256, 384, 512, and EdDSA with Ed25519. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /**
   * Where in the token roles are: names joined by dots, or one name that is an `http(s)://` URL.
   * Default `realm_access.roles`.
   */
  readonly rolesClaim?: string | undefined;
}

/** What holds for every issuer. */
export interface CommonOptions {
  /** Seconds by which clocks may differ, for `exp`, `nbf` and `iat`. Default 5, from 0 to 300. */
  readonly clockTolerance?: number | undefined;
  /** Seconds that a token may have to live at most. Default 86,400 (a day), from 60 to 2,592,000 (thirty days). */
  readonly maxLifetime?: number | undefined;
  /** Seconds for which the last good keys serve on while the provider is down. Default 86,400, from 60 to 604,800. */
  readonly maxStale?: number | undefined;
  /**
   * Whether the session of a token has ended, by its claims (`iss`, `sid`, `jti`, `sub`, …). Called for every token,
   * remembered ones too, so it has to be quick. Default: never. When it throws, the token is not accepted.
   */
  readonly revoked?: ((claims: Readonly<Record<string, unknown>>) => boolean) | undefined;
  /** Is told about keys that come, change, go or cannot be read, once per change. Default: silence. */
  readonly log?: Log | undefined;
}

/** Several issuers: each token is held to the keys and rules of its own. */
export interface SeveralIssuers {
  readonly issuer: readonly IssuerOptions[];
}

export type VerifierOptions = CommonOptions & (IssuerOptions | SeveralIssuers);
