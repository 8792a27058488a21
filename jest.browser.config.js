import base from "./jest.config.js";

/** The explorer and the example frontend in a real Chromium. */
export default {
  ...base,
  roots: ["<rootDir>/dist-test/browser"],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
  maxWorkers: 1,
};
