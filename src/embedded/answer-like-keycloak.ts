import type { KoaContextWithOIDC } from "oidc-provider";

/**
 * Middleware that ends the differences in what the endpoints answer: a token set says how long its refresh token lasts,
 * and a client with a wrong secret is `unauthorized_client` without a challenge.
 */
export async function answerLikeKeycloak(ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> {
  await next();
  const { body, oidc } = ctx;
  if (typeof body !== "object" || body === null) return;
  if ("refresh_token" in body) {
    ctx.body = { ...body, refresh_expires_in: oidc.entities.RefreshToken?.remainingTTL };
  } else if ("error" in body && body.error === "invalid_client") {
    ctx.remove("WWW-Authenticate");
    ctx.body = {
      error: oidc.entities.Client === undefined ? "invalid_client" : "unauthorized_client",
      error_description: "Invalid client or Invalid client credentials",
    };
  }
}
