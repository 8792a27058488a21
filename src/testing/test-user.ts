/** Somebody who can log in at a test provider. */
export interface TestUser {
  readonly password: string;
  /** Realm roles. Default none. */
  readonly roles?: readonly string[];
  /** Client roles, by client. Default none. */
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
  /** Added to every access and ID token, `email` or `name` for example. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** A disabled account is refused as Keycloak does. Default true. */
  readonly enabled?: boolean;
  /** An account with a required action left is refused as Keycloak does. Default true. */
  readonly isSetUp?: boolean;
}
