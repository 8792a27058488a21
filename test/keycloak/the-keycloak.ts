import type { KeycloakOptions } from "./start-keycloak.js";

/** The Keycloak that was started for this run. */
export function theKeycloak(): KeycloakOptions & { readonly url: string } {
  const options: KeycloakOptions = JSON.parse(process.env.TEST_KEYCLOAK ?? "{}");
  return { ...options, url: `http://localhost:${options.port}` };
}
