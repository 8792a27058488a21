import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { Accounts } from "./create-accounts.js";
import { readForm } from "./read-form.js";

/**
 * The page of the authorization code flow that asks for name and password. Belongs to one authorization request, by the
 * cookie that oidc-provider set: rejects with `invalid_request` without it. Loads nothing from elsewhere.
 */
export async function answerLoginPage(
  provider: Provider,
  accounts: Accounts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method !== "POST") return answerPage(response, "");

  const form = await readForm(request);
  const account = accounts.authenticate(form.get("username") ?? "", form.get("password") ?? "");
  if (!account?.user.enabled) return answerPage(response, "<p>Username or password is incorrect!</p>");
  await provider.interactionFinished(request, response, { login: { accountId: account.subject, acr: "1" } });
}

function answerPage(response: ServerResponse, message: string): void {
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  });
  response.end(`<!doctype html>
<html lang="en">
<title>Log in</title>
<h1>Log in</h1>
${message}
<form method="post">
  <p><label>Username <input name="username" autocomplete="username" required autofocus></label></p>
  <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
  <p><button>Log in</button></p>
</form>
</html>
`);
}
