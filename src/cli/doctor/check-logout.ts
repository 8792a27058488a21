import { logout } from "../../oidc/session/logout.js";
import type { LoggedIn } from "./check-login.js";
import { type Finding, failed, ok } from "./finding.js";

/** Whether the session can be ended: the one that the login began. */
export async function checkLogout({ overheard, tokens }: LoggedIn): Promise<Finding> {
  try {
    await logout(overheard.client, tokens.refreshToken ?? "", new AbortController().signal);
    return ok("the session is ended again", null);
  } catch {
    return failed(
      `the session could not be ended (${overheard.said().words})`,
      "The provider must have a revocation endpoint (RFC 7009). Keycloak: Users › the user › Sessions › Sign out",
    );
  }
}
