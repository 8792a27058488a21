/** What the embedded provider needs of a Keycloak realm export, under the export's own names. */
export interface Realm {
  /** Its name, part of the issuer: `…/realms/{realm}`. */
  readonly realm: string;
  /** Seconds until an access token or ID token expires. */
  readonly accessTokenLifespan: number;
  /** Seconds until a refresh token expires that is not used. */
  readonly ssoSessionIdleTimeout: number;
  /** Seconds until a session ends, however often it is refreshed. */
  readonly ssoSessionMaxLifespan: number;
  /** The enabled ones. The first is the one the API logs in with. */
  readonly clients: readonly [RealmClient, ...RealmClient[]];
  readonly users: readonly RealmUser[];
}

/** A confidential client. */
export interface RealmClient {
  readonly clientId: string;
  readonly secret: string;
  /** Exact, or with a `*` at the end for everything below. */
  readonly redirectUris: readonly string[];
  readonly standardFlowEnabled: boolean;
  readonly directAccessGrantsEnabled: boolean;
}

export interface RealmUser {
  /** Lower case, as Keycloak keeps it. */
  readonly username: string;
  readonly password: string;
  readonly enabled: boolean;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly realmRoles: readonly string[];
  /** Role names by client id. */
  readonly clientRoles: Readonly<Record<string, readonly string[]>>;
}
