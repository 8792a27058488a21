import type { StartedVerifier } from "#latchkey/oidc/start-verifier.js";

/** Whether a verifier has the token in memory. If not, it begins to verify it. */
export function isRemembered(verifier: StartedVerifier, token: string): boolean {
  const verified = verifier.verifySoon(token);
  if (!(verified instanceof Promise)) return true;
  verified.catch(() => {});
  return false;
}
