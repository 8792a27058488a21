import type { DemoUser } from "./explorer-configuration.js";
import { isOnLoopback } from "./is-on-loopback.js";
import type { ProviderSettings } from "./provider-settings.js";

/**
 * Who can log in at a provider on this machine that has the demo realm, as `npm run keycloak` starts one; nobody for any
 * other. It is known by its client's secret, which is as public as the passwords of its users.
 */
export async function findDemoUsers({ issuer, clientId, clientSecret }: ProviderSettings): Promise<DemoUser[]> {
  if (!isOnLoopback(issuer)) return [];
  const { readRealm } = await import("./embedded/read-realm.js");
  const { toDemoUsers } = await import("./embedded/to-demo-users.js");
  const realm = await readRealm();
  const [client] = realm.clients;
  const isDemo =
    issuer.endsWith(`/realms/${realm.realm}`) && client.clientId === clientId && client.secret === clientSecret;
  return isDemo ? toDemoUsers(realm) : [];
}
