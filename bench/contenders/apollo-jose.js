// The textbook: Apollo Server, jose in the context function, and the schema directive of the tutorials.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { getDirective, MapperKind, mapSchema } from "@graphql-tools/utils";
import { defaultFieldResolver, GraphQLError } from "graphql";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { itemResolvers, login, toItemTypeDefs, toSessionTypeDefs, toUser } from "./api.js";
import { jwksUri } from "./provider-key.js";

const { OIDC_ISSUER, PORT } = process.env;
const jwks = createRemoteJWKSet(new URL(jwksUri));

const guards = { signedIn: "@auth", member: '@auth(role: "member")', profile: '@auth(scope: "profile")' };
const schema = makeExecutableSchema({
  typeDefs: [
    "directive @auth(role: String, scope: String) on FIELD_DEFINITION",
    toSessionTypeDefs(guards),
    toItemTypeDefs(guards),
  ],
  resolvers: { Query: { me: (_parent, _args, { claims }) => toUser(claims), ...itemResolvers }, Mutation: { login } },
});
const refused = (code, status) => new GraphQLError("Not authorized", { extensions: { code, http: { status } } });

const guarded = mapSchema(schema, {
  [MapperKind.OBJECT_FIELD](fieldConfig) {
    const auth = getDirective(schema, fieldConfig, "auth")?.[0];
    if (auth === undefined) return undefined;
    const { resolve = defaultFieldResolver } = fieldConfig;
    fieldConfig.resolve = async (source, args, context, info) => {
      const { claims } = context;
      if (claims === null) throw refused("UNAUTHENTICATED", 401);
      if (auth.role !== undefined && !claims.realm_access.roles.includes(auth.role)) throw refused("FORBIDDEN", 403);
      if (auth.scope !== undefined && !claims.scope.split(" ").includes(auth.scope)) throw refused("FORBIDDEN", 403);
      return resolve(source, args, context, info);
    };
    return fieldConfig;
  },
});

await startStandaloneServer(new ApolloServer({ schema: guarded }), {
  listen: { port: Number(PORT), host: "127.0.0.1" },
  async context({ req }) {
    const token = req.headers.authorization?.replace(/^Bearer /, "");
    if (token === undefined) return { claims: null };
    try {
      const { payload } = await jwtVerify(token, jwks, { issuer: OIDC_ISSUER, audience: "account" });
      return { claims: payload };
    } catch {
      throw refused("UNAUTHENTICATED", 401);
    }
  },
});
