import { rewireTypes } from "@graphql-tools/utils";
import { type GraphQLObjectType, GraphQLSchema, isObjectType } from "graphql";

/**
 * The same schema made of types of its own, which may be changed. `mapSchema` comes to the same by way of five copies of
 * each type, which is most of what guarding thousands of types would take.
 */
export function copySchema(schema: GraphQLSchema): GraphQLSchema {
  const { typeMap, directives } = rewireTypes(schema.getTypeMap(), schema.getDirectives());
  const find = (root: GraphQLObjectType | null | undefined) => {
    const copy = root && typeMap[root.name];
    return isObjectType(copy) ? copy : undefined;
  };
  return new GraphQLSchema({
    ...schema.toConfig(),
    query: find(schema.getQueryType()),
    mutation: find(schema.getMutationType()),
    subscription: find(schema.getSubscriptionType()),
    types: Object.values(typeMap),
    directives,
  });
}
