import { generateKeyPair, type JsonWebKey, type KeyObject, randomUUID } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

/** What a test provider can sign with on its own. */
export type SigningAlgorithm = "RS256" | "PS256" | "ES256" | "EdDSA";

/** A key pair that a provider signs with. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  /** As the JWKS has it. */
  readonly jwk: JsonWebKey & { readonly kid: string; readonly use: string; readonly alg: string };
}

/** A new key pair with a `kid` of its own; RSA has 2,048 bits. */
export async function createSigningKey(algorithm: SigningAlgorithm): Promise<SigningKey> {
  const { publicKey, privateKey } = await generatePair(algorithm);
  const kid = randomUUID();
  return {
    kid,
    algorithm,
    privateKey,
    jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: algorithm },
  };
}

function generatePair(algorithm: SigningAlgorithm) {
  if (algorithm === "ES256") return generate("ec", { namedCurve: "P-256" });
  if (algorithm === "EdDSA") return generate("ed25519");
  return generate("rsa", { modulusLength: 2048 });
}
