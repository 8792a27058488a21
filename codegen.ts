import type { CodegenConfig } from "@graphql-codegen/cli";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { authTypeDefs } from "./src/graphql/auth-type-defs.js";
import { toFieldContextTypes } from "./src/graphql/directive/to-field-context-types.js";
import { readTypeDefs } from "./src/graphql/read-type-defs.js";

const schema = makeExecutableSchema({ typeDefs: [authTypeDefs, ...readTypeDefs()] });

/**
 * Types for the resolvers, from the SDL. A field that `@auth` guards, itself or by its type, gets a context
 * whose identity is certain.
 */
const config: CodegenConfig = {
  schema: ["schema/*.graphql", "src/graphql/auth-type-defs.ts"],
  generates: {
    "src/generated/policy-names.ts": { plugins: ["./codegen/policy-names.js"] },
    "src/generated/resolvers.ts": {
      plugins: ["typescript", "typescript-resolvers"],
      config: {
        contextType: "../graphql/request-context.js#RequestContext",
        fieldContextTypes: toFieldContextTypes(schema),
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
