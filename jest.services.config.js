import base from "./jest.config.js";

/**
 * The API together with real servers beside it, which the tests start and stop. Needs `redis-server`, `nginx`,
 * `openssl` and `faketime`, and Go to build toxiproxy.
 */
export default {
  ...base,
  roots: ["<rootDir>/dist-test/services"],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
  maxWorkers: 1,
};
