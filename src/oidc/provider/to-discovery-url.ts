const wellKnown = "/.well-known/";

/** Where the metadata of an issuer is read: the well-known path is added where it is missing. */
export function toDiscoveryUrl(issuer: string, discoveryUrl: string = issuer): string {
  if (discoveryUrl.includes(wellKnown)) return discoveryUrl;
  return `${discoveryUrl.replace(/\/$/, "")}${wellKnown}openid-configuration`;
}
