import { compactVerify, createRemoteJWKSet } from "jose";
import * as product from "../../dist/oidc/start-verifier.js";
import { toIdentity } from "../../dist/oidc/token/to-identity.js";
import { jwksUri } from "./provider-key.js";

globalThis.signatureAlone = true;
const jwks = createRemoteJWKSet(new URL(jwksUri));
const decoder = new TextDecoder();

export const startVerifier = (options) => ({
  ...product.startVerifier(options),
  remembered: () => undefined,
  async verify(accessToken) {
    const { payload } = await compactVerify(accessToken, jwks, { algorithms: ["RS256"] });
    return toIdentity(JSON.parse(decoder.decode(payload)), ["realm_access", "roles"]);
  },
});
