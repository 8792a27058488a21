import { compactVerify, createRemoteJWKSet } from "jose";
import * as product from "../../dist/oidc/start-verifier.js";
import { isSigned } from "../../dist/oidc/token/is-signed.js";
import { toIdentity } from "../../dist/oidc/token/to-identity.js";
import { jwksUri, readProviderKey } from "./provider-key.js";

globalThis.signatureAlone = true;
const jwks = createRemoteJWKSet(new URL(jwksUri));
const key = { key: await readProviderKey(), algorithm: "RS256" };

const ways = {
  jose: async (accessToken) => (await compactVerify(accessToken, jwks, { algorithms: ["RS256"] })).payload,
  async own(accessToken) {
    const [header, payload, signature] = accessToken.split(".");
    const token = { signed: `${header}.${payload}`, signature: Buffer.from(signature, "base64url") };
    if (!(await isSigned(token, key))) throw new Error("the signature does not verify");
    return Buffer.from(payload, "base64url");
  },
};
const readPayload = ways[process.env.BENCH_SIGNATURE];
const decoder = new TextDecoder();

async function verify(accessToken) {
  return toIdentity(JSON.parse(decoder.decode(await readPayload(accessToken))), ["realm_access", "roles"]);
}

export const startVerifier = (options) => ({ ...product.startVerifier(options), verify, verifySoon: verify });
