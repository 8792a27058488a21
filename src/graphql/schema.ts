import { makeExecutableSchema } from "@graphql-tools/schema";
import type { GraphQLSchema } from "graphql";
import { authTypeDefs } from "./auth-type-defs.js";
import { guardSchema } from "./guard-schema.js";
import { readTypeDefs, withoutField } from "./read-type-defs.js";
import { createResolvers } from "./resolvers.js";
import type { Session } from "./session.js";

interface SchemaOptions {
  readonly session: Session;
  /** Off takes `login` out of the schema: nobody can ask for what is not there. */
  readonly passwordLogin: boolean;
}

/** The schema this server serves: the SDL of `schema/`, its resolvers, and the guard around them. */
export function createSchema({ session, passwordLogin }: SchemaOptions): GraphQLSchema {
  const { Mutation: mutations, ...resolvers } = createResolvers(session);
  const { login, ...otherMutations } = { ...mutations };
  return guardSchema(
    makeExecutableSchema({
      typeDefs: [authTypeDefs, ...(passwordLogin ? readTypeDefs() : withoutField(readTypeDefs(), "Mutation", "login"))],
      resolvers: { ...resolvers, Mutation: passwordLogin ? { ...otherMutations, login } : otherMutations },
    }),
  );
}
