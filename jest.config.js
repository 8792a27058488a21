/** Jest runs the compiled tests as they are: ESM, no transformer. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/dist-test"],
  testMatch: ["**/*.test.js"],
  testPathIgnorePatterns: ["/dist-test/browser/", "/dist-test/keycloak/", "/dist-test/services/"],
  transform: {},
  testTimeout: 20_000,
  // Many tests wait for a deadline: Jest would leave a core of two to itself.
  maxWorkers: "100%",
  setupFiles: ["<rootDir>/dist-test/support/watch-requests.js"],
  reporters: [
    "default",
    "<rootDir>/dist-test/support/secret-reporter.js",
    "<rootDir>/dist-test/support/sum-reporter.js",
  ],
};
