/** The operations of the session, with every field. */
export const operations = {
  login: `mutation Login($username: String!, $password: String!) {
    login(username: $username, password: $password) {
      tokenType accessToken refreshToken idToken expiresIn refreshExpiresIn scope
    }
  }`,
  refresh: `mutation Refresh($refreshToken: String!) {
    refresh(refreshToken: $refreshToken) { tokenType accessToken refreshToken expiresIn refreshExpiresIn }
  }`,
  logout: `mutation Logout($refreshToken: String!) { logout(refreshToken: $refreshToken) }`,
  me: `query Me {
    me { id username name givenName familyName email emailVerified roles scopes expiresAt claims }
  }`,
} as const;

export const alice = { username: "alice", password: "wonderland" };
export const bob = { username: "bob", password: "canwefixit" };
