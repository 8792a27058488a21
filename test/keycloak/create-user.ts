import type { Admin } from "./create-admin.js";

/** A user that can log in. (Keycloak takes one without a name and an email address for one that is not set up.) */
export async function createUser(admin: Admin, realm: string, username: string, more: object = {}): Promise<string> {
  const password = `password of ${username}`;
  await admin("POST", `/${realm}/users`, {
    username,
    enabled: true,
    firstName: "Carol",
    lastName: "Example",
    email: `${username}@example.com`,
    credentials: [{ type: "password", value: password, temporary: false }],
    ...more,
  });
  return password;
}
