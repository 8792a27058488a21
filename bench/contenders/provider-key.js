import { createPublicKey } from "node:crypto";

export const jwksUri = `${process.env.OIDC_ISSUER}/protocol/openid-connect/certs`;

/** The provider's key, read once at start: faster than asking for it by `kid`, and deaf to a rotation. */
export async function readProviderKey() {
  const { keys } = await (await fetch(jwksUri)).json();
  return createPublicKey({ key: keys[0], format: "jwk" });
}
