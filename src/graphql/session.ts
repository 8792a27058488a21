import type { Identity } from "../oidc/identity.js";
import type { TokenSet } from "../oidc/session/token-set.js";

/** What the session's resolvers ask of the OpenID Connect side. `signal` ends a call whose caller has gone. */
export interface Session {
  login(username: string, password: string, address: string, signal: AbortSignal): Promise<TokenSet>;
  refresh(refreshToken: string, address: string, signal: AbortSignal): Promise<TokenSet>;
  /** `identity`: whose session ends here as well; null when no good access token came along. */
  logout(refreshToken: string, identity: Identity | null, address: string, signal: AbortSignal): Promise<void>;
}
