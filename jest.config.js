/** Jest runs the compiled tests as they are: ESM, no transformer. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/dist-test"],
  testMatch: ["**/*.test.js"],
  testPathIgnorePatterns: ["/dist-test/browser/", "/dist-test/keycloak/", "/dist-test/services/"],
  transform: {},
  testTimeout: 20_000,
  reporters: ["default", "<rootDir>/dist-test/support/sum-reporter.js"],
};
