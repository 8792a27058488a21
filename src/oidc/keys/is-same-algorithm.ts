/** Whether two values of `alg` name one algorithm: `EdDSA` over Ed25519 and `Ed25519` do (RFC 9864, section 2.2). */
export function isSameAlgorithm(one: unknown, other: unknown): boolean {
  return one === other || (isEdwards(one) && isEdwards(other));
}

function isEdwards(name: unknown): boolean {
  return name === "EdDSA" || name === "Ed25519";
}
