import { isOnLoopback } from "./is-on-loopback.js";

/** The provider people log in against. */
export interface ProviderSettings {
  /** `iss` of every token, to the letter. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where to fetch metadata when the public issuer cannot be reached from here. */
  readonly discoveryUrl: string | undefined;
}

/** The variables that name a provider, each a valid value or undefined. */
interface ProviderVariables {
  readonly RUNTIME_ENV: "local" | "prod" | undefined;
  readonly KEYCLOAK_SERVER_URL: string | undefined;
  readonly KEYCLOAK_REALM_NAME: string | undefined;
  readonly KEYCLOAK_CLIENT_ID: string | undefined;
  readonly KEYCLOAK_CLIENT_SECRET_KEY: string | undefined;
  readonly OIDC_ISSUER: string | undefined;
  readonly OIDC_CLIENT_ID: string | undefined;
  readonly OIDC_CLIENT_SECRET: string | undefined;
  readonly OIDC_DISCOVERY_URL: string | undefined;
}

const keycloakNames = [
  "KEYCLOAK_SERVER_URL",
  "KEYCLOAK_REALM_NAME",
  "KEYCLOAK_CLIENT_ID",
  "KEYCLOAK_CLIENT_SECRET_KEY",
] as const;
const oidcNames = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;

/**
 * The provider that the `KEYCLOAK_…` names, the `OIDC_…` names, or both in agreement describe; null when local mode
 * names none. What is missing or contradictory is added to `faults`, by variable; a variable already there has been
 * given, if badly, and is not called missing.
 */
export function toProviderSettings(values: ProviderVariables, faults: Map<string, string>): ProviderSettings | null {
  const isGiven = (name: (typeof keycloakNames | typeof oidcNames)[number]) =>
    values[name] !== undefined || faults.has(name);
  const usesKeycloak = keycloakNames.some(isGiven);
  const usesOidc = oidcNames.some(isGiven);

  if (!usesKeycloak && !usesOidc) {
    if (values.RUNTIME_ENV !== "prod" && values.OIDC_DISCOVERY_URL === undefined) return null;
    for (const name of keycloakNames)
      faults.set(name, "is missing (or give OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)");
    return null;
  }
  for (const name of [...(usesKeycloak ? keycloakNames : []), ...(usesOidc ? oidcNames : [])]) {
    if (!isGiven(name)) faults.set(name, "is missing");
  }

  const server = values.KEYCLOAK_SERVER_URL?.replace(/\/+$/, "");
  const realm = values.KEYCLOAK_REALM_NAME;
  const realmIssuer = server && realm ? `${server}/realms/${encodeURIComponent(realm)}` : undefined;
  const agree = (first: string | undefined, second: string | undefined, name: string, other: string) => {
    if (first !== undefined && second !== undefined && first !== second)
      faults.set(name, `does not agree with ${other}`);
    return first ?? second;
  };
  const issuer = agree(realmIssuer, values.OIDC_ISSUER, "OIDC_ISSUER", "KEYCLOAK_SERVER_URL and KEYCLOAK_REALM_NAME");
  const clientId = agree(values.KEYCLOAK_CLIENT_ID, values.OIDC_CLIENT_ID, "OIDC_CLIENT_ID", "KEYCLOAK_CLIENT_ID");
  const clientSecret = agree(
    values.KEYCLOAK_CLIENT_SECRET_KEY,
    values.OIDC_CLIENT_SECRET,
    "OIDC_CLIENT_SECRET",
    "KEYCLOAK_CLIENT_SECRET_KEY",
  );

  if (issuer !== undefined && values.RUNTIME_ENV === "prod" && !isPrivateInTransit(issuer)) {
    faults.set(
      usesKeycloak ? "KEYCLOAK_SERVER_URL" : "OIDC_ISSUER",
      "must be https:// in prod, unless it is on loopback",
    );
  }
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return { issuer, clientId, clientSecret, discoveryUrl: values.OIDC_DISCOVERY_URL };
}

function isPrivateInTransit(issuer: string): boolean {
  return new URL(issuer).protocol === "https:" || isOnLoopback(issuer);
}
