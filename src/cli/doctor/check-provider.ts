import { boundedFetch } from "../../oidc/provider/bounded-fetch.js";
import { toDiscoveryUrl } from "../../oidc/provider/to-discovery-url.js";
import type { ProviderSettings } from "../../provider-settings.js";
import { type Fetched, fetchDocument } from "./fetch-document.js";
import type { Finding } from "./finding.js";
import type { Moment } from "./moment.js";

/** What the provider says about itself. Whether it is the right one is not known yet. */
export interface Description extends Fetched {
  /** Null when it sends no `Date`: Keycloak does not, a proxy in front of it may. */
  readonly moment: Moment | null;
}

/** Whether the provider can be reached and describes itself (OpenID Connect Discovery 1.0, section 4). */
export async function checkProvider({ issuer, discoveryUrl }: ProviderSettings): Promise<Finding<Description>> {
  const url = toDiscoveryUrl(issuer, discoveryUrl);
  const before = Date.now();
  const finding = await fetchDocument(url, (document) => mendMissing(url, document));
  if (finding.outcome === "failed") return finding;
  const theirs = Date.parse(finding.evidence.headers.get("date") ?? "");
  const moment = Number.isNaN(theirs) ? null : { theirs, before, after: Date.now() };
  return { ...finding, evidence: { ...finding.evidence, moment } };
}

async function mendMissing(url: string, document: unknown): Promise<string> {
  const error = typeof document === "object" && document !== null && "error" in document ? document.error : undefined;
  if (error === "Realm does not exist")
    return "Correct KEYCLOAK_REALM_NAME, capitals count. Keycloak: Manage realms lists the names";
  const other = toOtherBasePath(url);
  const answer = other === url ? null : await boundedFetch(other).catch(() => null);
  return answer?.status === 200
    ? `${other} is there: correct the base path /auth of KEYCLOAK_SERVER_URL`
    : "Correct the address. For Keycloak: KEYCLOAK_REALM_NAME, and the base path of KEYCLOAK_SERVER_URL\n(/auth in old versions)";
}

/** The same address with Keycloak's old base path, or without it where it is. */
function toOtherBasePath(url: string): string {
  return url.includes("/auth/realms/")
    ? url.replace("/auth/realms/", "/realms/")
    : url.replace("/realms/", "/auth/realms/");
}
