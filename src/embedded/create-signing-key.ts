import { generateKeyPair, type JsonWebKey, randomUUID } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

export interface SigningKey extends JsonWebKey {
  readonly kid: string;
}

/** A new private key for RS256, with a `kid` of its own. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generate("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
}
