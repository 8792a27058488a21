import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types for the resolvers, from the SDL. A field under `@auth` gets a context whose identity is certain. */
const config: CodegenConfig = {
  schema: ["schema/*.graphql", "src/graphql/auth-type-defs.ts"],
  generates: {
    "src/generated/resolvers.ts": {
      plugins: ["typescript", "typescript-resolvers"],
      config: {
        contextType: "../graphql/request-context.js#RequestContext",
        directiveContextTypes: ["auth#../graphql/signed-in-context.js#SignedInContext"],
        mappers: { User: "../oidc/identity.js#Identity" },
        scalars: { DateTime: "Date", JSON: "unknown" },
        emitLegacyCommonJSImports: false,
        useTypeImports: true,
        strictScalars: true,
      },
    },
  },
};

export default config;
