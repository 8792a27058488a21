import * as client from "openid-client";

const passwords = { alice: "wonderland", bob: "canwefixit" };

export function logIn(
  config: client.Configuration,
  username: keyof typeof passwords = "alice",
  parameters: Record<string, string> = {},
) {
  return client.genericGrantRequest(config, "password", {
    username,
    password: passwords[username],
    scope: "openid profile email",
    ...parameters,
  });
}
