import type { IResolvers } from "@graphql-tools/utils";
import type { RequestContext } from "./request-context.js";

/** Fields beside the session's: SDL with `@auth` or `@public` on every root field, and what resolves them. */
export interface SchemaExtension {
  readonly typeDefs: string;
  readonly resolvers: IResolvers<unknown, RequestContext>;
}
