import type { DemoUser } from "./explorer-configuration.js";

/** Where Apollo Sandbox is served, whatever endpoint it asks. */
export const sandboxOrigin = "https://studio.apollographql.com";

/**
 * A link that opens Apollo Sandbox on this endpoint with a login ready to run, and after it `me`. The header takes its
 * token from an environment variable of Sandbox, which stays in that browser: no link ever holds a token.
 *
 * Parameters: https://www.apollographql.com/docs/graphos/platform/sandbox#url-parameters
 * Variables: https://www.apollographql.com/docs/graphos/platform/explorer/connect#environment-variables
 */
export function toSandboxLink(url: string, user: DemoUser | undefined): string {
  const document = `# 1. Run Login: it needs no Authorization header.
# 2. Settings > Environment variables: { "token": "the accessToken of the answer" }
# 3. Run Me: the Authorization header has the token now.
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
