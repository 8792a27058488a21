import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { authPlugin, authTypeDefs, createContext, createVerifier, guardSchema } from "latchkey";

const schema = guardSchema(
  makeExecutableSchema({
    typeDefs: /* GraphQL */ `
      ${authTypeDefs}
      type Query { greeting: String! @public, me: String! @auth, vault: String! @auth(roles: "admin") }
      type Mutation { subscribe(email: String!): Boolean! @public }
    `,
    resolvers: {
      Query: {
        greeting: (_, _args, { identity }) => `Hello, ${identity?.username ?? "stranger"}`,
        me: (_, _args, { identity }) => identity.subject,
        vault: () => "42",
      },
      Mutation: { subscribe: () => true },
    },
  }),
);

const { OIDC_ISSUER: issuer = "http://localhost:8081/realms/local", OIDC_CLIENT_ID: clientId = "local-api" } =
  process.env;
const authenticate = createContext({ verifier: await createVerifier({ issuer, clientId }) });

const server = new ApolloServer({ schema, plugins: [authPlugin()], includeStacktraceInErrorResponses: false });
const { url } = await startStandaloneServer(server, {
  context: ({ req }) => authenticate(req),
  listen: { port: Number(process.env.PORT ?? 4000) },
});
console.log(`${url}graphql`);
