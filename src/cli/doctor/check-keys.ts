import type { ServerMetadata } from "openid-client";
import { algorithms } from "../../oidc/keys/algorithms.js";
import { importKeySet } from "../../oidc/keys/import-key-set.js";
import type { KeySet } from "../../oidc/keys/key-set.js";
import { fetchDocument } from "./fetch-document.js";
import { type Finding, failed, ok, warning } from "./finding.js";

/** Whether the provider publishes a key that tokens can be verified with. */
export async function checkKeys({ jwks_uri = "" }: ServerMetadata): Promise<Finding<KeySet>> {
  const finding = await fetchDocument(jwks_uri, () => "See the log of the provider: its metadata has this address");
  if (finding.outcome === "failed") return finding;
  const { document } = finding.evidence;
  const { keys, refused } = await importKeySet(document, algorithms, undefined);
  const published = Array.isArray(document.keys) ? document.keys.length : 0;
  const others = Math.max(published - keys.size - refused.length, 0);
  const names = [...new Set([...keys.values()].map(({ algorithm }) => algorithm))].join(", ");
  const says = [
    `${published} published: ${keys.size} usable${names && ` (${names})`}, ${others} not for signatures, ${refused.length} ignored`,
    ...refused,
  ].join("\n");
  if (keys.size === 0)
    return failed(
      says,
      "Keycloak: Realm settings › Keys: an active one for RS256, PS256, ES256 or EdDSA, RSA from 2,048 bits",
    );
  if (refused.length > 0) return warning(says, "Tokens signed with what is ignored are refused", keys);
  return ok(says, keys);
}
