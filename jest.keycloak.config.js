import base from "./jest.config.js";

/** The same API against a real Keycloak, which the run starts and stops. */
export default {
  ...base,
  roots: ["<rootDir>/dist-test/keycloak"],
  testPathIgnorePatterns: [],
  globalSetup: "<rootDir>/dist-test/keycloak/global-setup.js",
  globalTeardown: "<rootDir>/dist-test/keycloak/global-teardown.js",
  testTimeout: 30_000,
  maxWorkers: 1,
};
