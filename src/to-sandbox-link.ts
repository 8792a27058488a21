import type { DemoUser } from "./explorer-configuration.js";

/** Where Apollo Sandbox is served, whatever endpoint it asks. */
export const sandboxOrigin = "https://studio.apollographql.com";

/**
 * A link that opens Apollo Sandbox on this endpoint with a login ready to run, and after it `me`. The header stands
 * with Sandbox's environment variable `token`: its value is put in there, and is never part of a link.
 *
 * The parameters are those of https://www.apollographql.com/docs/graphos/platform/sandbox#url-parameters
 */
export function toSandboxLink(url: string, user: DemoUser | undefined): string {
  const document = `# 1. Run Login. 2. Set the environment variable "token" to the accessToken of the answer. 3. Run Me.
mutation Login($username: String!, $password: String!) {
  login(username: $username, password: $password) { accessToken refreshToken expiresIn }
}

query Me { me { username roles } }
`;
  const parameters = {
    endpoint: url,
    document,
    variables: JSON.stringify({ username: user?.username ?? "", password: user?.password ?? "" }),
    headers: JSON.stringify({ Authorization: "Bearer {{token}}" }),
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${sandboxOrigin}/sandbox/explorer?${query.join("&")}`;
}
