export type { AuthContext, AuthRequest } from "./graphql/context.js";
export { createContext } from "./graphql/context.js";
export type { Identity } from "./oidc/identity.js";
export type { InvalidTokenCode } from "./oidc/invalid-token.js";
export { InvalidToken } from "./oidc/invalid-token.js";
export { ProviderUnavailable } from "./oidc/provider-unavailable.js";
