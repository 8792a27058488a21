import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types of every operation in `src/`, checked against the SDL of the API. */
const config: CodegenConfig = {
  schema: ["../../schema/*.graphql", "../../src/graphql/**/auth-type-defs.ts", "../api/access.graphql"],
  documents: "src/**/*.{ts,tsx}",
  ignoreNoDocuments: true,
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        scalars: { DateTime: "string", JSON: "unknown" },
        strictScalars: true,
        useTypeImports: true,
        enumsAsTypes: true,
      },
    },
  },
};

export default config;
