export interface GrantingClient {
  readonly url: string;
  readonly realm: string;
  readonly clientId: string;
  /** A public client has none. */
  readonly clientSecret?: string;
}

export interface GrantedTokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

/** A token set straight from Keycloak, as any client of the realm may get one. Throws when Keycloak refuses. */
export async function grantTokens(client: GrantingClient, username: string, password: string): Promise<GrantedTokens> {
  const response = await fetch(`${client.url}/realms/${client.realm}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      scope: "openid",
      client_id: client.clientId,
      ...(client.clientSecret !== undefined && { client_secret: client.clientSecret }),
      username,
      password,
    }),
  });
  if (!response.ok)
    throw new Error(`${client.clientId} of ${client.realm}: ${response.status} ${await response.text()}`);
  const tokens: GrantedTokens = JSON.parse(await response.text());
  return tokens;
}
