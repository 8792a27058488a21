import { buildASTSchema, type GraphQLDirective, parse } from "graphql";
import { authTypeDefs } from "../auth-type-defs.js";

const declared = buildASTSchema(parse(authTypeDefs));

/** `@auth` or `@public` as `authTypeDefs` declares it. */
export function findDeclared(name: "auth" | "public"): GraphQLDirective {
  const directive = declared.getDirective(name);
  if (directive) return directive;
  throw new TypeError(`authTypeDefs do not declare @${name}`);
}
