import base from "./jest.config.js";

/** The explorer and the example frontend in a real Chromium, with the embedded provider and with a real Keycloak. */
export default {
  ...base,
  roots: ["<rootDir>/dist-test/browser"],
  testPathIgnorePatterns: [],
  globalSetup: "<rootDir>/dist-test/keycloak/global-setup.js",
  globalTeardown: "<rootDir>/dist-test/keycloak/global-teardown.js",
  testTimeout: 60_000,
  maxWorkers: 1,
};
