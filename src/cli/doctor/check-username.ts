import type { Identity } from "../../oidc/identity.js";
import { type Finding, ok, warning } from "./finding.js";

/** Whether the token says what the person is called. */
export function checkUsername(clientId: string, { username }: Identity): Finding {
  if (username !== null) return ok("preferred_username is there", null);
  return warning(
    "the token has no preferred_username: me.username is null",
    `Keycloak: Clients › ${clientId} › Client scopes: profile as Default, or profile in OIDC_SCOPE`,
    null,
  );
}
