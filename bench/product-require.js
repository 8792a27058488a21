import { createRequire } from "node:module";

/** `require` as the product has it. The `graphql` of the peers would not know the product's schema. */
export const productRequire = createRequire(new URL("../dist/index.js", import.meta.url));
