import { MapperKind, mapSchema, pruneSchema } from "@graphql-tools/utils";
import { GraphQLBoolean, GraphQLObjectType, GraphQLSchema, isNonNullType } from "graphql";
import type { Identity } from "../../oidc/identity.js";
import { readAccess } from "../directive/read-access.js";
import type { Rule } from "../directive/requirement.js";
import { meets } from "../guard/meets.js";

/** How many views of a schema are kept. */
const capacity = 64;

/**
 * Makes the view of a schema that an identity may see: nothing in it, and no type only reached through it, whose rules
 * the identity does not meet, policies left aside. Callers that meet the same rules share one view.
 */
export function createPermittedView(schema: GraphQLSchema): (identity: Identity | null) => GraphQLSchema {
  const { fields, inputs } = readAccess(schema);
  const guarded = [...[...fields.values()].map(({ rules }) => rules), ...inputs.values()].flat();
  const distinct = [...new Map(guarded.map((rule) => [JSON.stringify(rule), rule])).values()];
  const views = new Map<string, GraphQLSchema>();

  return (identity) => {
    const holds = ({ requirement }: Rule) => identity !== null && meets(requirement, identity);
    const key = distinct.map((rule) => (holds(rule) ? "1" : "0")).join("");
    const view = views.get(key) ?? toView(schema, (rules = []) => rules.every(holds));
    views.delete(key);
    views.set(key, view);
    for (const oldest of views.keys()) if (views.size > capacity) views.delete(oldest);
    return view;
  };
}

function toView(schema: GraphQLSchema, isPermitted: (rules?: readonly Rule[]) => boolean): GraphQLSchema {
  const { fields, inputs } = readAccess(schema);
  const view = pruneSchema(
    mapSchema(schema, {
      [MapperKind.COMPOSITE_FIELD]: (config, name, typeName) => {
        const coordinate = `${typeName}.${name}`;
        const args = Object.entries(config.args ?? {});
        const shown = args.filter(([arg]) => isPermitted(inputs.get(`${coordinate}(${arg}:)`)));
        const needsHidden = args.some(
          (arg) => !shown.includes(arg) && isNonNullType(arg[1].type) && arg[1].defaultValue === undefined,
        );
        if (needsHidden || !isPermitted(fields.get(coordinate)?.rules)) return null;
        return { ...config, args: Object.fromEntries(shown) };
      },
      [MapperKind.INPUT_OBJECT_FIELD]: (config, name, typeName) =>
        isPermitted(inputs.get(`${typeName}.${name}`)) ? config : null,
    }),
  );
  const query = view.getQueryType() ?? toEmptyQuery(schema.getQueryType()?.name);
  // An implementation may hide a field that its interface shows: not valid, and yet the truth.
  return new GraphQLSchema({ ...view.toConfig(), query, assumeValid: true });
}

/** GraphQL knows no schema without a query: this one says that there is nothing to see. */
function toEmptyQuery(name = "Query"): GraphQLObjectType {
  const description = "Nothing here is permitted to this caller.";
  return new GraphQLObjectType({ name, fields: { _: { type: GraphQLBoolean, description } } });
}
