import { randomUUID } from "node:crypto";
import { GrantRefused } from "../../oidc/grant-refused.js";
import { login } from "../../oidc/session/login.js";
import { type Finding, failed, ok } from "./finding.js";
import type { OverheardClient, Said } from "./overhear.js";

/** Whether the client may log people in with a password, told by how somebody is refused who does not exist. */
export async function checkPasswordGrant(
  clientId: string,
  { client, said }: OverheardClient,
): Promise<Finding<OverheardClient>> {
  try {
    await login(client, `latchkey-doctor-${randomUUID()}`, randomUUID(), new AbortController().signal);
  } catch (error) {
    if (error instanceof GrantRefused && error.code === "INVALID_CREDENTIALS")
      return ok(`${clientId} may log people in, with scope ${client.scope}`, { client, said });
    return explain(clientId, client.scope, said());
  }
  return failed("somebody who does not exist is let in", "Do not use this provider: it checks nothing");
}

function explain(clientId: string, scope: string, { code, words }: Said) {
  const client = `Keycloak: Clients › ${clientId}`;
  if (code === "unauthorized_client" || code === "unsupported_grant_type") {
    return failed(
      `the client may not log people in with a password (${words})`,
      `${client} › Settings › Capability config: Direct access grants on\nOr set PASSWORD_LOGIN=off: people log in elsewhere then`,
    );
  }
  if (code === "invalid_scope") {
    return failed(
      `OIDC_SCOPE asks for a scope that the client does not have: ${scope} (${words})`,
      `${client} › Client scopes: add it, or correct OIDC_SCOPE`,
    );
  }
  return failed(`the token endpoint does not answer as it should (${words})`, "See the log of the provider");
}
