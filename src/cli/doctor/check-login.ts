import { GrantRefused } from "../../oidc/grant-refused.js";
import { login } from "../../oidc/session/login.js";
import type { TokenSet } from "../../oidc/session/token-set.js";
import { type Finding, failed, ok } from "./finding.js";
import type { OverheardClient } from "./overhear.js";
import type { Person } from "./person.js";

/** A token set, whom it was got by, and when it was asked for and received (milliseconds since 1970). */
export interface LoggedIn {
  readonly tokens: TokenSet;
  readonly overheard: OverheardClient;
  readonly before: number;
  readonly after: number;
}

/** Whether a person can log in, as they would through the API. */
export async function checkLogin(
  overheard: OverheardClient,
  { username, password }: Person,
): Promise<Finding<LoggedIn>> {
  const before = Date.now();
  try {
    const tokens = await login(overheard.client, username, password, new AbortController().signal);
    return ok(`${username} is logged in`, { tokens, overheard, before, after: Date.now() });
  } catch (error) {
    const { words } = overheard.said();
    if (!(error instanceof GrantRefused)) {
      return failed(
        `the answer to the login cannot be used (${words})`,
        "The ID token in it is checked too: the provider's issuer\n(Keycloak: KC_HOSTNAME) and both clocks (NTP) must be right",
      );
    }
    return failed(
      `${username} is refused (${words})`,
      `Look at the password first. Keycloak: Users › ${username}: Enabled on, no Required user actions, email and names\nfilled in, Credentials not temporary; Realm settings › Security defenses › Brute force detection: is it locked?`,
    );
  }
}
