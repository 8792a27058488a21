import type { ServerMetadata } from "openid-client";
import { IssuerMismatch } from "../../oidc/provider/issuer-mismatch.js";
import { toServerMetadata } from "../../oidc/provider/to-server-metadata.js";
import type { ProviderSettings } from "../../provider-settings.js";
import type { Description } from "./check-provider.js";
import { type Finding, failed, ok } from "./finding.js";

/** Whether the provider calls itself what the settings call it, and names addresses that can be used. */
export function checkIssuer({ issuer }: ProviderSettings, { document, url }: Description): Finding<ServerMetadata> {
  try {
    const metadata = toServerMetadata(document, issuer, url);
    return ok("the provider calls itself what the settings call it", metadata);
  } catch (error) {
    if (error instanceof IssuerMismatch) {
      const { expected, received } = error;
      return failed(`expected ${expected}\nreceived ${received}`, mendMismatch(expected, received, url));
    }
    return failed(
      error instanceof Error ? error.message : "its metadata cannot be used",
      "Keycloak: start it with KC_HOSTNAME=its public address, and behind a proxy with KC_PROXY_HEADERS=xforwarded",
    );
  }
}

function mendMismatch(expected: string, received: string, url: string): string {
  if (!URL.canParse(received)) return "Correct the address: what answers there is no OpenID provider";
  const [ours, theirs] = [new URL(expected), new URL(received)];
  if (ours.origin === theirs.origin)
    return "Make the received one the issuer (KEYCLOAK_SERVER_URL and KEYCLOAK_REALM_NAME, or OIDC_ISSUER), to the letter";
  return [
    `If people reach the provider at ${theirs.origin}: make that the issuer (KEYCLOAK_SERVER_URL or OIDC_ISSUER);`,
    `  where it cannot be reached from here, set OIDC_DISCOVERY_URL=${url} too`,
    `If they reach it at ${ours.origin}: start Keycloak with KC_HOSTNAME=${ours.origin}`,
    "  (or Realm settings › General › Frontend URL), and behind a proxy with KC_PROXY_HEADERS=xforwarded",
  ].join("\n");
}
