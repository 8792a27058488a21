import { type IExecutableSchemaDefinition, makeExecutableSchema } from "@graphql-tools/schema";
import { type ExecutionResult, type GraphQLSchema, graphql } from "graphql";
import { authTypeDefs } from "#latchkey/graphql/auth-type-defs.js";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { type GuardOptions, guardSchema } from "#latchkey/graphql/guard-schema.js";
import type { Identity } from "#latchkey/oidc/identity.js";

type Resolvers = NonNullable<IExecutableSchemaDefinition["resolvers"]>;

export function toSchema(sdl: string, resolvers: Resolvers = {}): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [authTypeDefs, sdl], resolvers });
}

export function toGuarded<Context extends AuthContext = AuthContext>(
  sdl: string,
  resolvers: Resolvers = {},
  options: GuardOptions<Context> = {},
): GraphQLSchema {
  return guardSchema(toSchema(sdl, resolvers), options);
}

export function ask(
  schema: GraphQLSchema,
  source: string,
  identity: Identity | null,
  variableValues: Readonly<Record<string, unknown>> = {},
): Promise<ExecutionResult> {
  return graphql({ schema, source, contextValue: { identity }, variableValues });
}

/** The codes and coordinates of the denials in a result. */
export function toDenied({ errors = [] }: Pick<ExecutionResult, "errors">): string[] {
  return errors.map(({ extensions, message }) =>
    extensions.code ? `${extensions.code} ${extensions.coordinate}` : message,
  );
}
