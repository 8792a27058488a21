import { startVerifier } from "./start-verifier.js";
import type { Verifier } from "./verifier.js";
import type { VerifierOptions } from "./verifier-options.js";

/**
 * A verifier of the access tokens of one issuer or several. Resolves when the first attempt to load their keys has
 * settled, within about 10 s; when that failed, the verifier is there, not `ready()`, and goes on trying.
 *
 * @throws TypeError for options that are wrong or would leave a check out: the operator's fault. Never because a
 *   provider is down.
 */
export async function createVerifier(options: VerifierOptions): Promise<Verifier> {
  const verifier = startVerifier(options);
  await verifier.started;
  return verifier;
}
