/**
 * What `import … from "latchkey/testing"` offers.
 *
 * @module latchkey/testing
 */

export type { ExecuteAs, ExecuteOptions } from "./create-execute-as.js";
export { createExecuteAs } from "./create-execute-as.js";
export type { IdentityOptions } from "./create-identity.js";
export { createIdentity } from "./create-identity.js";
export type { Fault } from "./fault.js";
export type { SigningAlgorithm } from "./signing-key.js";
export { startTestProvider } from "./start-test-provider.js";
export type { MintOverrides, TestEndpoint, TestProvider, TestProviderOptions } from "./test-provider.js";
export type { TestUser } from "./test-user.js";
