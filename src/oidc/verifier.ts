import type { Identity } from "./identity.js";

/** Tells whom an access token speaks for. */
export interface Verifier {
  /**
   * Verifies an access token (a signed JWT, presented as a bearer token) and says whom it speaks for. From memory
   * when it was verified before, otherwise by one signature check; the provider is asked only about a key that is not
   * known, within a small budget.
   *
   * @throws InvalidToken the caller's fault: the token lets nobody in. `code` says why.
   * @throws ProviderUnavailable nobody's who is calling: there are no keys to verify it with now.
   */
  verify(accessToken: string): Promise<Identity>;
  /** Whether the keys of every issuer are in memory. */
  ready(): boolean;
  /** Ends all background work. The keys in memory are used on. */
  close(): void;
}
