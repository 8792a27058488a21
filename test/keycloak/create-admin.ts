import { grantTokens } from "./grant-tokens.js";

/** One request to Keycloak's Admin API, at a path below `/admin/realms`. Throws for any refusal. */
export type Admin = <Answer = undefined>(method: string, path: string, body?: unknown) => Promise<Answer>;

export function createAdmin(url: string, password: string): Admin {
  return async (method, path, body) => {
    const client = { url, realm: "master", clientId: "admin-cli" };
    const { access_token } = await grantTokens(client, "admin", password);
    const response = await fetch(`${url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
}
