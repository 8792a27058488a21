import type { DemoUser } from "../explorer-configuration.js";
import type { Answer } from "./answer.js";
import type { Operation } from "./operation.js";
import { send } from "./send.js";
import { readTokenSet } from "./token-set.js";

const login = `mutation Login($username: String!, $password: String!) {
  login(username: $username, password: $password) { accessToken refreshToken expiresIn }
}`;
const logout = "mutation Logout($refreshToken: String!) { logout(refreshToken: $refreshToken) }";

/**
 * The answer a demo user gets, by a session of their own that ends with it. A login that is refused is the answer.
 *
 * @throws Unreachable
 */
export async function runAs({ username, password }: DemoUser, operation: Operation): Promise<Answer> {
  const loggedIn = await send({ query: login, variables: { username, password } });
  const tokenSet = readTokenSet(loggedIn.body.data);
  if (tokenSet === undefined) return loggedIn;
  const headers = { authorization: `Bearer ${tokenSet.accessToken}` };
  const answer = await send(operation, headers);
  const { refreshToken } = tokenSet;
  if (refreshToken !== null) await send({ query: logout, variables: { refreshToken } }, headers);
  return answer;
}
