/** The signature algorithms there are for tokens here (RFC 7518, section 3.1; RFC 8037): asymmetric ones alone. */
export const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

export type Algorithm = (typeof algorithms)[number];
