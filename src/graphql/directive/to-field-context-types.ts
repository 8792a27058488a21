import { type GraphQLSchema, isObjectType } from "graphql";
import { readAccess } from "./read-access.js";

/**
 * For `fieldContextTypes` of the code generator: the fields that are guarded by their type, an interface or the type
 * they return. Their resolvers run for signed-in users alone, as those under `@auth` itself, which
 * `directiveContextTypes` sees to.
 */
export function toFieldContextTypes(schema: GraphQLSchema): string[] {
  const { fields } = readAccess(schema);
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    !isObjectType(type)
      ? []
      : Object.values(type.getFields()).flatMap(({ name, astNode }) => {
          const isGuarded = (fields.get(`${type.name}.${name}`)?.rules.length ?? 0) > 0;
          const isDirect = astNode?.directives?.some((directive) => directive.name.value === "auth");
          return isGuarded && !isDirect ? [`${type.name}.${name}#SignedInContext<ContextType>`] : [];
        }),
  );
}
