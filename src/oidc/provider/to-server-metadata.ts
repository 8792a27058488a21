import type { ServerMetadata } from "openid-client";
import { IssuerMismatch } from "./issuer-mismatch.js";

/**
 * What a provider says about itself (OpenID Connect Discovery 1.0, section 3), once it is proven to be about `issuer`
 * and to name no address that would be less safe than the one it was read from.
 *
 * When it was read from another origin than the issuer's, that is because the issuer's cannot be reached from here:
 * every endpoint there is moved to the origin that can. `authorization_endpoint` stays: a browser opens it.
 *
 * @param discoveryUrl where the document was read.
 * @throws IssuerMismatch for a document of another issuer (section 4.3: the two must be identical).
 * @throws Error that says what is wrong with it: the operator's or the provider's fault.
 */
export function toServerMetadata(
  document: Record<string, unknown>,
  issuer: string,
  discoveryUrl: string,
): ServerMetadata {
  if (document.issuer !== issuer) throw new IssuerMismatch(issuer, document.issuer);

  const here = new URL(discoveryUrl);
  const publicOrigin = new URL(issuer).origin;
  const metadata: Record<string, unknown> = { ...document };
  for (const [name, value] of Object.entries(document)) {
    if (name !== "jwks_uri" && !name.endsWith("_endpoint")) continue;
    if (typeof value !== "string" || !URL.canParse(value)) throw new Error(`${name} of ${issuer} is not a URL`);
    const url = new URL(value);
    if (url.protocol !== "https:" && url.protocol !== "http:")
      throw new Error(`${name} of ${issuer} is not an http(s) URL`);
    const isMoved = name !== "authorization_endpoint" && url.origin === publicOrigin && url.origin !== here.origin;
    const target = isMoved ? new URL(`${url.pathname}${url.search}`, here) : url;
    if (target.protocol === "http:" && here.protocol === "https:") throw new Error(`${name} of ${issuer} is not https`);
    if (name === "jwks_uri" && target.origin !== here.origin) {
      throw new Error(`jwks_uri of ${issuer} is on another origin, ${target.origin} and not ${here.origin}`);
    }
    metadata[name] = target.href;
  }
  if (metadata.jwks_uri === undefined) throw new Error(`${issuer} names no jwks_uri`);
  if (!isServerMetadata(metadata)) throw new Error(`${issuer} describes itself with values of the wrong type`);
  return metadata;
}

/** Of the members that are read here; openid-client reads no other. */
function isServerMetadata(metadata: Record<string, unknown>): metadata is ServerMetadata {
  return Object.entries(metadata).every(
    ([name, value]) => !name.endsWith("_supported") || typeof value === "boolean" || Array.isArray(value),
  );
}
