import { login, type TokenSet } from "./operations.js";
import type { Api } from "./start-api.js";
import { toData } from "./to-data.js";

/** The token set of a login that must succeed. */
export async function logIn(
  api: Api,
  { username, password }: { username: string; password: string },
): Promise<TokenSet> {
  return toData(await login(api, username, password)).login;
}
