import type { TokenSet } from "../../oidc/session/token-set.js";
import { type Finding, ok, warning } from "./finding.js";

/** Whether people stay logged in without their password. */
export function checkRefreshToken(clientId: string, { refreshToken }: TokenSet): Finding {
  if (refreshToken !== null) return ok("there is one", null);
  return warning(
    "there is none: refresh and logout have nothing to work with",
    `Keycloak: Clients › ${clientId} › Advanced › OpenID Connect Compatibility Modes: Use refresh tokens on\nOther providers: offline_access in OIDC_SCOPE`,
    null,
  );
}
