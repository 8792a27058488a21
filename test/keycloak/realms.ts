/** A realm with one confidential client and one known user. */
export interface Realm {
  readonly made: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
  readonly roles: readonly string[];
  /** `aud` of its access tokens: neither names this API. */
  readonly audience: string | undefined;
  /** Whether a refresh token is good for one use: Keycloak's default is many. */
  readonly refreshesOnce: boolean;
}

/** `deploy/local-realm.json`. */
export const importedRealm: Realm = {
  made: "imported",
  name: "local",
  clientId: "local-api",
  clientSecret: "local-api-demo-secret",
  username: "alice",
  password: "wonderland",
  roles: ["admin", "local-api:editor", "member"],
  audience: undefined,
  refreshesOnce: true,
};

/** What `createTutorialRealm` makes. */
export const tutorialRealm: Realm = {
  made: "made by hand",
  name: "tutorial",
  clientId: "local-api",
  clientSecret: "secret-of-the-tutorial",
  username: "dora",
  password: "password of dora",
  roles: [
    "account:manage-account",
    "account:manage-account-links",
    "account:view-profile",
    "default-roles-tutorial",
    "offline_access",
    "uma_authorization",
  ],
  audience: "account",
  refreshesOnce: false,
};

export const realms = [importedRealm, tutorialRealm];
