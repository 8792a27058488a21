import type { KeyObject } from "node:crypto";
import type { Fault } from "./fault.js";
import type { SigningAlgorithm } from "./signing-key.js";
import type { TestUser } from "./test-user.js";

/** What a test provider serves, by the name of its metadata. */
export type TestEndpoint = "discovery" | "jwks" | "token" | "revocation" | "logout";

export interface TestProviderOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Of its first key and every later one. Default `RS256`. */
  readonly algorithm?: SigningAlgorithm;
  /** The client that logs people in. Default `local-api`, `local-api-demo-secret`. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** By username. Default: `alice` / `wonderland` and `bob` / `canwefixit`, as in the demo realm. */
  readonly users?: Readonly<Record<string, TestUser>>;
  /** Seconds that access tokens live. Default 300. */
  readonly lifetime?: number;
  /** Whether the client may use the password grant. Default true. */
  readonly passwordGrant?: boolean;
  /**
   * What it calls itself in metadata and tokens when that is not where it can be reached, as behind a proxy; its
   * metadata names endpoints on this origin. Default: its own address.
   */
  readonly publicIssuer?: string;
}

/** How a minted token departs from a good one. */
export interface MintOverrides {
  /** Header parameters, over `alg`, `kid` and `typ: "JWT"`; undefined takes one away. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** In place of the header and its overrides, as it is. */
  readonly rawHeader?: string;
  /** In place of the claims, as it is. */
  readonly payload?: string | Uint8Array;
  /** Signs in place of the provider's key. */
  readonly key?: KeyObject;
  /** How to sign, in place of the provider's algorithm; also `alg` of the header. */
  readonly algorithm?: string;
}

/** An OpenID provider on loopback, in this process. */
export interface TestProvider {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** Where its metadata is. */
  readonly discoveryUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Requests received since it was made, by endpoint. */
  readonly requests: Readonly<Record<TestEndpoint, number>>;
  /** `kid` of the key it signs with now. */
  readonly kid: string;
  /**
   * An access token, shaped as Keycloak's for the demo realm and good for 300 s. `claims` are added to it or replace
   * what it says; undefined takes one away; `roles` is short for realm roles.
   */
  mint(claims?: Readonly<Record<string, unknown>>, overrides?: MintOverrides): string;
  /**
   * A logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4), shaped as Keycloak's for the subject of
   * `mint` and good for 120 s. Name a session with `sid`; otherwise it ends all that the subject has. `claims` and
   * `overrides` as for `mint`.
   */
  mintLogoutToken(claims?: Readonly<Record<string, unknown>>, overrides?: MintOverrides): string;
  /** Signs with a new key from now on. The older keys stay published, unless `keep` is false. */
  rotateKeys(options?: { readonly keep?: boolean }): Promise<void>;
  /** The JWKS it publishes. */
  jwks(): { keys: object[] };
  /** Answers requests to an endpoint with a fault until told otherwise; null heals it. */
  fault(endpoint: TestEndpoint, fault: Fault | null): void;
  /** Stops listening and cuts every connection. Keys, users and sessions stay. */
  stop(): Promise<void>;
  /** Listens again where it did before. */
  restart(): Promise<void>;
}
