import type { TokenSet } from "../oidc/token-set.js";

/** What the session's resolvers ask of the OpenID Connect side. `signal` ends a call whose caller has gone. */
export interface Session {
  login(username: string, password: string, signal: AbortSignal): Promise<TokenSet>;
  refresh(refreshToken: string, signal: AbortSignal): Promise<TokenSet>;
  logout(refreshToken: string, signal: AbortSignal): Promise<void>;
}
