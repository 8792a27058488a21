import { makeExecutableSchema } from "@graphql-tools/schema";
import { buildASTSchema, concatAST, type GraphQLSchema, parse } from "graphql";
import { authTypeDefs } from "./auth-type-defs.js";
import type { DecisionEvent } from "./decision-event.js";
import { guardSchema } from "./guard-schema.js";
import { readTypeDefs, withoutField } from "./read-type-defs.js";
import { createResolvers } from "./resolvers.js";
import type { SchemaExtension } from "./schema-extension.js";
import type { Session } from "./session.js";

interface SchemaOptions {
  readonly session: Session;
  /** Off takes `login` out of the schema: nobody can ask for what is not there. */
  readonly passwordLogin: boolean;
  readonly extension: SchemaExtension | undefined;
  readonly onDecision: (event: DecisionEvent) => void;
}

/** The schema this server serves: the SDL of `schema/`, its resolvers, and the guard around them. */
export function createSchema({ session, passwordLogin, extension, onDecision }: SchemaOptions): GraphQLSchema {
  const { Mutation: mutations, ...resolvers } = createResolvers(session);
  const { login, ...otherMutations } = { ...mutations };
  const typeDefs = passwordLogin ? readTypeDefs() : withoutField(readTypeDefs(), "Mutation", "login");
  const added = extension ? [parse(extension.typeDefs)] : [];
  return guardSchema(
    makeExecutableSchema({
      // Built as one document: merging would let a second definition of a field take an `@auth` away in silence.
      typeDefs: buildASTSchema(concatAST([parse(authTypeDefs), ...typeDefs, ...added])),
      resolvers: [
        { ...resolvers, Mutation: passwordLogin ? { ...otherMutations, login } : otherMutations },
        ...(extension ? [extension.resolvers] : []),
      ],
    }),
    { onDecision },
  );
}
