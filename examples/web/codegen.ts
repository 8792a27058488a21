import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

/**
 * Types of every operation in `src/`, checked against the SDL of the API, and the operations themselves by their hash:
 * `src/generated/persisted-documents.json`, which the API may be told to answer alone (`PERSISTED_OPERATIONS`).
 */
const config: CodegenConfig = {
  schema: ["../../schema/*.graphql", "../../src/graphql/**/auth-type-defs.ts", "../api/access.graphql"],
  documents: "src/**/*.{ts,tsx}",
  ignoreNoDocuments: true,
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: "sha256" } },
      // Apollo Client asks for it everywhere: what it sends has to be what the hash is of.
      documentTransforms: [addTypenameSelectionDocumentTransform],
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
