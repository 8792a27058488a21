// GraphQL Yoga with its own plugins: verified tokens by plugin-jwt (it remembers none), guards by generic-auth, compiled
// queries by graphql-jit. Its parser and validation caches are on, as they are by default.
import { createServer } from "node:http";
import { useGenericAuth } from "@envelop/generic-auth";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createInlineSigningKeyProvider, useJWT } from "@graphql-yoga/plugin-jwt";
import { createSchema, createYoga } from "graphql-yoga";
import { itemResolvers, login, toItemTypeDefs, toSessionTypeDefs, toUser } from "./api.js";
import { readProviderKey } from "./provider-key.js";

const { OIDC_ISSUER, PORT } = process.env;
const guards = {
  signedIn: "@authenticated",
  member: '@policy(policies: [["member"]])',
  profile: '@requiresScopes(scopes: [["profile"]])',
};

const yoga = createYoga({
  schema: createSchema({
    typeDefs: [
      "directive @authenticated on FIELD_DEFINITION",
      "directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION",
      "directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION",
      toSessionTypeDefs(guards),
      toItemTypeDefs(guards),
    ],
    resolvers: {
      Query: { me: (_parent, _args, { jwt }) => toUser(jwt.payload), ...itemResolvers },
      Mutation: { login },
    },
  }),
  plugins: [
    useJWT({
      // A key object where the documentation has a string: it is not parsed again for every token.
      signingKeyProviders: [createInlineSigningKeyProvider(await readProviderKey())],
      tokenVerification: { algorithms: ["RS256"], issuer: OIDC_ISSUER, audience: "account" },
      reject: { missingToken: false, invalidToken: true },
    }),
    useGenericAuth({
      mode: "protect-granular",
      resolveUserFn: ({ jwt }) => jwt?.payload ?? null,
      extractPolicies: ({ realm_access }) => realm_access.roles,
    }),
    useGraphQlJit(),
  ],
  batching: false,
  multipart: false,
  graphiql: false,
  landingPage: false,
  logging: false,
});
createServer(yoga).listen(Number(PORT), "127.0.0.1");
