import type { Settings } from "../../config.js";
import { GrantRefused } from "../../oidc/grant-refused.js";
import { createProvider } from "../../oidc/provider/provider.js";
import { createClient } from "../../oidc/session/client.js";
import { refresh } from "../../oidc/session/refresh.js";
import { silentLog } from "../../oidc/silent-log.js";
import type { ProviderSettings } from "../../provider-settings.js";
import { type Finding, failed, ok } from "./finding.js";
import { type OverheardClient, overhear, type Said } from "./overhear.js";

/**
 * Whether the provider knows the client and its secret. It is asked with a refresh token that is none: a provider
 * looks at the client first (RFC 6749, section 6), so a word about the token says that the client is good. Asked for
 * a password grant, Keycloak has one `error` for a wrong secret and for the grant being off.
 */
export async function checkClient(
  { clientId, clientSecret, issuer, discoveryUrl }: ProviderSettings,
  { scope }: Settings,
  password = "",
): Promise<Finding<OverheardClient>> {
  const provider = createProvider({ issuer, discoveryUrl });
  const client = createClient({ provider, clientId, clientSecret, scope, log: silentLog, onEvent() {} });
  const overheard = overhear(client, [clientSecret, password]);
  try {
    await refresh(overheard.client, "latchkey-doctor", new AbortController().signal);
  } catch (error) {
    const said = overheard.said();
    if (error instanceof GrantRefused && said.code !== "access_denied")
      return ok(`${clientId} and its secret are accepted`, overheard);
    return explain(clientId, said);
  }
  return failed("the provider accepts a refresh token that is none", "Do not use it: it checks nothing");
}

function explain(clientId: string, { code, status, words }: Said) {
  const client = `Keycloak: Clients › ${clientId}`;
  if (code === "unauthorized_client" && status === 401) {
    return failed(
      `the client secret is wrong (${words})`,
      `${client} › Credentials: copy Client Secret to KEYCLOAK_CLIENT_SECRET_KEY (or OIDC_CLIENT_SECRET)`,
    );
  }
  if (code === "invalid_client" && status === 401) {
    return failed(
      `no such client, or it is disabled, or its secret is wrong (${words})`,
      `${client}: is it in the list, in this realm, and enabled? Correct KEYCLOAK_CLIENT_ID (or OIDC_CLIENT_ID)`,
    );
  }
  if (code === "invalid_client") {
    return failed(
      `the client does not identify itself with a secret (${words})`,
      `${client} › Settings › Capability config: Client authentication on\n${client} › Credentials › Client Authenticator: Client Id and Secret`,
    );
  }
  if (code === "access_denied")
    return failed(`nobody is let in (${words})`, "Keycloak: Realm settings › Enabled, at the top right: on");
  return failed(`the token endpoint does not answer as it should (${words})`, "See the log of the provider");
}
