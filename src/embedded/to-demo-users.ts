import type { DemoUser } from "../explorer-configuration.js";
import type { Realm } from "./realm.js";

/** Who can log in to a realm. */
export function toDemoUsers({ users }: Realm): DemoUser[] {
  return users
    .filter((user) => user.enabled)
    .map(({ username, password, realmRoles, clientRoles }) => ({
      username,
      password,
      roles: [
        ...realmRoles,
        ...Object.entries(clientRoles).flatMap(([client, roles]) => roles.map((role) => `${client}:${role}`)),
      ],
    }));
}
