/**
 * What `import … from "latchkey"` offers.
 *
 * @module latchkey
 */

export type { AccessEntry } from "./graphql/access-entries.js";
export type { AccessReport } from "./graphql/access-report.js";
export { accessReport } from "./graphql/access-report.js";
export type { AuthPluginOptions } from "./graphql/auth-plugin.js";
export { authPlugin } from "./graphql/auth-plugin.js";
export { authTypeDefs } from "./graphql/auth-type-defs.js";
export type { AuthContext, AuthRequest } from "./graphql/context.js";
export { createContext } from "./graphql/context.js";
export type { DecisionEvent } from "./graphql/decision-event.js";
export type { Alternatives, Requirement } from "./graphql/directive/requirement.js";
export type { Denial } from "./graphql/guard/denial.js";
export type { GuardOptions } from "./graphql/guard-schema.js";
export { guardSchema } from "./graphql/guard-schema.js";
export { createGate } from "./graphql/plan/create-gate.js";
export type { Operation } from "./graphql/plan/operation.js";
export type { Policy, PolicyQuestion } from "./graphql/policy.js";
export type { SignedInContext } from "./graphql/signed-in-context.js";
export { createVerifier } from "./oidc/create-verifier.js";
export type { Identity } from "./oidc/identity.js";
export type { InvalidTokenCode } from "./oidc/invalid-token.js";
export { InvalidToken } from "./oidc/invalid-token.js";
export type { Log } from "./oidc/log.js";
export { ProviderUnavailable } from "./oidc/provider-unavailable.js";
export type { Verifier } from "./oidc/verifier.js";
export type { CommonOptions, IssuerOptions, SeveralIssuers, VerifierOptions } from "./oidc/verifier-options.js";
