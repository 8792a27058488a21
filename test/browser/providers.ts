import { decodeJwt } from "jose";
import { readRealm } from "#latchkey/embedded/read-realm.js";
import { startEmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
import { createAdmin } from "../keycloak/create-admin.js";
import { importedRealm } from "../keycloak/realms.js";
import { theKeycloak } from "../keycloak/the-keycloak.js";

/** Where people log in, with the demo realm. */
export interface Provider {
  /** The variables that name it to the API. */
  readonly settings: Readonly<Record<string, string>>;
  /** Ends the session of an access token from elsewhere, and has the API at this origin told of it. */
  endSession(api: string, accessToken: string): Promise<unknown>;
  close(): Promise<void>;
}

interface ProviderKind {
  readonly name: string;
  /** @param lifetime seconds that its access tokens live. */
  start(lifetime: number): Promise<Provider>;
}

export const providers: readonly ProviderKind[] = [
  { name: "the embedded provider", start: startEmbedded },
  { name: "Keycloak", start: startOnKeycloak },
];

async function startEmbedded(lifetime: number): Promise<Provider> {
  const realm = { ...(await readRealm()), accessTokenLifespan: lifetime };
  const { issuer, clientId, clientSecret, close } = await startEmbeddedProvider({ port: 0, realm });
  return {
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret },
    close,
    // It has no administrator: as somebody who has the token too, and logs out.
    endSession: (api, accessToken) =>
      fetch(`${api}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
        body: JSON.stringify({ query: 'mutation { logout(refreshToken: "unknown") }' }),
      }),
  };
}

/** The one of this run: what is changed in its realm goes with it. */
async function startOnKeycloak(lifetime: number): Promise<Provider> {
  const { url, adminPassword } = theKeycloak();
  const { name, clientId, clientSecret } = importedRealm;
  const admin = createAdmin(url, adminPassword);
  await admin("PUT", `/${name}`, { accessTokenLifespan: lifetime });
  return {
    settings: {
      KEYCLOAK_SERVER_URL: url,
      KEYCLOAK_REALM_NAME: name,
      KEYCLOAK_CLIENT_ID: clientId,
      KEYCLOAK_CLIENT_SECRET_KEY: clientSecret,
    },
    close: async () => {},
    async endSession(api, accessToken) {
      const [client] = await admin<{ id: string }[]>("GET", `/${name}/clients?clientId=${clientId}`);
      const attributes = {
        "backchannel.logout.url": `${api}/oidc/backchannel-logout`,
        "backchannel.logout.session.required": "true",
      };
      await admin("PUT", `/${name}/clients/${client?.id}`, { ...client, attributes });
      await admin("DELETE", `/${name}/sessions/${decodeJwt(accessToken).sid}`);
    },
  };
}
