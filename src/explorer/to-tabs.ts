import type { ExplorerConfiguration } from "../explorer-configuration.js";

const login = `# Run this to log in (Ctrl+Enter)
mutation Login(
  $username: String!
  $password: String!
) {
  login(
    username: $username
    password: $password
  ) {
    tokenType
    accessToken
    refreshToken
    expiresIn
  }
}
`;

const me = `# Who is signed in
query Me {
  me {
    username
    name
    email
    roles
    expiresAt
  }
}
`;

interface Tab {
  readonly query: string;
  readonly variables?: string;
}

/** The tabs of a first visit, ready to run. */
export function toTabs({ passwordLogin, demoUsers: [user] }: ExplorerConfiguration): readonly Tab[] {
  const variables = JSON.stringify({ username: user?.username ?? "", password: user?.password ?? "" }, null, 2);
  return [...(passwordLogin ? [{ query: login, variables }] : []), { query: me }];
}
