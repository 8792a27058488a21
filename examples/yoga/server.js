import { createServer } from "node:http";
import { getOperationAST } from "graphql";
import { createSchema, createYoga } from "graphql-yoga";
import { authTypeDefs, createContext, createGate, createVerifier, guardSchema } from "latchkey";

const schema = guardSchema(
  createSchema({
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

// Refuses before execution: one status, one challenge. Without it the resolvers refuse, with status 200.
const gate = createGate(schema);
function refuse({ args, setResultAndStopExecution }) {
  const { document, operationName, variableValues: variables = {}, contextValue: context } = args;
  const errors = gate({ document, operation: getOperationAST(document, operationName), variables, context });
  if (errors.length > 0) setResultAndStopExecution({ errors });
}

const context = ({ request }) => authenticate(request);
const server = createServer(createYoga({ schema, context, plugins: [{ onExecute: refuse, onSubscribe: refuse }] }));
server.listen(process.env.PORT ?? 4000, () => console.log(`http://localhost:${server.address().port}/graphql`));
