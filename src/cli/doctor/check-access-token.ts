import type { Settings } from "../../config.js";
import { createVerifier } from "../../oidc/create-verifier.js";
import type { Identity } from "../../oidc/identity.js";
import { InvalidToken } from "../../oidc/invalid-token.js";
import type { ProviderSettings } from "../../provider-settings.js";
import { type Finding, failed, ok } from "./finding.js";

/** What to do about a reason of the verifier, as a pattern of it. `{client}` is the client id, `{audience}` OIDC_AUDIENCE. */
const mends: readonly [reason: RegExp, mend: string][] = [
  [
    /^another audience$/,
    "OIDC_AUDIENCE wants {audience} in aud. Keycloak: Clients › {client} › Client scopes › {client}-dedicated ›\nAdd mapper › By configuration › Audience: name it there, Add to access token on.\nOr leave OIDC_AUDIENCE out: tokens issued to {client} (azp) are accepted then",
  ],
  [
    /^(another client's token|azp and client_id disagree)$/,
    "azp (or client_id) must be {client}, or set OIDC_AUDIENCE to what the provider puts into aud",
  ],
  [
    /^another issuer$/,
    "The provider's tokens name another issuer than its metadata. Keycloak: start it with KC_HOSTNAME=its public\naddress, or set Realm settings › General › Frontend URL",
  ],
  [
    /^not an access token$/,
    "Its kind is wrong: header typ at+jwt, or claim typ Bearer, is wanted. Keycloak: Clients › {client} › Client scopes: no mapper may write typ",
  ],
  [
    /^no usable sub$/,
    "Keycloak: Clients › {client} › Client scopes › Add client scope: basic, as Default (it brings sub)",
  ],
  [
    /^an algorithm that is not allowed$|algorithm of the key/,
    "Keycloak: Clients › {client} › Advanced › Access token signature algorithm: RS256, PS256, ES256 or EdDSA",
  ],
  [
    /^bound to a key/,
    "Keycloak: Clients › {client}: Require DPoP bound tokens off, and OAuth 2.0 Mutual TLS Certificate Bound Access Tokens off",
  ],
  [
    /^longer than/,
    "Keycloak: Clients › {client} › Client scopes: take mappers (groups, roles of other clients) out, or Full scope allowed off",
  ],
  [
    /^exp is too far away$/,
    "A day at most. Keycloak: Realm settings › Tokens › Access Token Lifespan, and Clients › {client} › Advanced",
  ],
  [/^(exp is past|iat is still to come|nbf is still to come)$/, "Synchronise both clocks (NTP)"],
  [
    /base64url|header parameter|kid/,
    "The provider issues an opaque access token, or one of another format: have it issue JWTs (RFC 9068) for this client",
  ],
];

/** Whether the API accepts the access token, by its own verifier. */
export async function checkAccessToken(
  { issuer, discoveryUrl, clientId }: ProviderSettings,
  { audience, rolesClaim }: Settings,
  accessToken: string,
): Promise<Finding<Identity>> {
  const verifier = await createVerifier({ issuer, discoveryUrl, audience, clientId, rolesClaim });
  try {
    const identity = await verifier.verify(accessToken);
    return ok("verified: signature, issuer, audience, times, kind", identity);
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    const mend = mends.find(([reason]) => reason.test(error.reason))?.[1] ?? "See what mappers write into the token";
    return failed(
      `refused: ${error.reason} (${error.code})`,
      mend.replaceAll("{client}", clientId).replaceAll("{audience}", audience?.join(" or ") ?? ""),
    );
  } finally {
    verifier.close();
  }
}
