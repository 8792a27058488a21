import type { Identity } from "../../oidc/identity.js";
import { type Finding, ok, warning } from "./finding.js";

/** Minutes. */
const longest = 15;

/** Whether an access token that is stolen is soon worth nothing. */
export function checkLifespan(clientId: string, { expiresAt }: Identity): Finding {
  const minutes = Math.round((expiresAt.getTime() - Date.now()) / 60_000);
  const says = `access tokens live ${minutes} min`;
  if (minutes <= longest) return ok(says, null);
  return warning(
    `${says}, more than ${longest}`,
    `Keycloak: Realm settings › Tokens › Access Token Lifespan, and Clients › ${clientId} › Advanced › Advanced settings`,
    null,
  );
}
