import type { Answer, Api } from "./start-api.js";

/** Posts a logout token as a provider does. */
export function sendLogoutToken(api: Api, logoutToken: string): Promise<Answer> {
  return api.send("/oidc/backchannel-logout", {
    method: "POST",
    body: new URLSearchParams({ logout_token: logoutToken }),
  });
}
