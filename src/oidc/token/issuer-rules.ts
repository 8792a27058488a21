import type { Algorithm } from "../keys/algorithms.js";

/** What a token of one issuer is held to. Read from the options once; valid. */
export interface IssuerRules {
  readonly issuer: string;
  readonly discoveryUrl: string | undefined;
  /** `aud` must have one of them. Empty: `azp` must be one of `clientIds`, of which there is at least one then. */
  readonly audiences: readonly string[];
  readonly clientIds: readonly string[];
  readonly algorithms: readonly Algorithm[];
  /** Names of members, outermost first. */
  readonly rolesPath: readonly string[];
  /** Seconds. */
  readonly clockTolerance: number;
  /** Seconds. */
  readonly maxLifetime: number;
}
