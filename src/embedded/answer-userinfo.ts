import { createPublicKey } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type JWTPayload, jwtVerify } from "jose";
import { answerJson } from "./answer-json.js";
import { apiResource } from "./api-resource.js";
import { oidcProvider } from "./oidc-provider.js";
import type { ProviderParts } from "./to-provider-configuration.js";
import { toUserClaims } from "./to-user-claims.js";

/**
 * The userinfo endpoint (OpenID Connect Core, section 5.3); oidc-provider's own takes opaque access tokens only. Answers
 * until the access token expires, also after a logout. Rejects with `invalid_token` or, without the scope `openid`,
 * `insufficient_scope`.
 */
export async function answerUserinfo(
  parts: ProviderParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const accessToken = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const { sub = "", scope } = await readAccessToken(parts, accessToken);
  const user = parts.accounts.find(sub)?.user;
  if (!user?.enabled) throw new oidcProvider.errors.InvalidToken("unknown or disabled user");
  if (!String(scope).split(" ").includes("openid")) {
    throw new oidcProvider.errors.InsufficientScope("Missing openid scope", "openid");
  }
  answerJson(response, 200, { sub, ...toUserClaims(user) });
}

async function readAccessToken({ issuer, keys }: ProviderParts, accessToken: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(
      accessToken,
      ({ kid }) => {
        const key = keys.find((candidate) => candidate.kid === kid);
        if (key === undefined) throw new Error("unknown key");
        return createPublicKey({ key, format: "jwk" });
      },
      { issuer, audience: apiResource.audience, algorithms: ["RS256"] },
    );
    return payload;
  } catch (cause) {
    throw new oidcProvider.errors.InvalidToken({ cause });
  }
}
