import { MapperKind, mapSchema } from "@graphql-tools/utils";
import { GraphQLInterfaceType, GraphQLObjectType, type GraphQLSchema } from "graphql";
import type { Access } from "./access.js";
import { describeRequirements } from "./describe-requirements.js";
import type { Rule } from "./requirement.js";

/** Appends what is required to the description of everything that is guarded: the padlock in every explorer. */
export function describeAccess(schema: GraphQLSchema, { fields, types, inputs }: Access): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => new GraphQLObjectType(describe(type.toConfig(), types.get(type.name))),
    [MapperKind.INTERFACE_TYPE]: (type) => new GraphQLInterfaceType(describe(type.toConfig(), types.get(type.name))),
    [MapperKind.COMPOSITE_FIELD]: (config, name, type) => {
      const coordinate = `${type}.${name}`;
      const args = Object.entries(config.args ?? {}).map(([arg, argConfig]) => [
        arg,
        describe(argConfig, inputs.get(`${coordinate}(${arg}:)`)),
      ]);
      return { ...describe(config, fields.get(coordinate)?.rules), args: Object.fromEntries(args) };
    },
    [MapperKind.INPUT_OBJECT_FIELD]: (config, name, type) => describe(config, inputs.get(`${type}.${name}`)),
  });
}

function describe<Config extends { description?: string | null | undefined }>(
  config: Config,
  rules: readonly Rule[] = [],
): Config {
  if (rules.length === 0) return config;
  const words = describeRequirements(rules.map(({ requirement }) => requirement));
  const notice = `🔒 Requires a signed-in user${words && ` with ${words}`}.`;
  if (config.description?.endsWith(notice)) return config;
  return { ...config, description: config.description ? `${config.description}\n\n${notice}` : notice };
}
