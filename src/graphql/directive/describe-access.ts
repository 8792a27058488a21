import type { GraphQLFieldConfig } from "graphql";
import type { Access } from "./access.js";
import { describeRequirements } from "./describe-requirements.js";
import type { Rule } from "./requirement.js";

interface Described {
  readonly description?: string | null | undefined;
}

/** Appends what is required to the description of everything that is guarded: the padlock in every explorer. */
export function describeAccess({ fields, types, inputs }: Access) {
  return {
    type: <Config extends Described & { readonly name: string }>(config: Config) =>
      describe(config, types.get(config.name)),
    /** A field, and its arguments with it. */
    field<Config extends GraphQLFieldConfig<unknown, unknown>>(config: Config, coordinate: string): Config {
      const described = describe(config, fields.get(coordinate)?.rules);
      if (config.args === undefined) return described;
      const args = Object.entries(config.args).map(([arg, argConfig]) => [
        arg,
        describe(argConfig, inputs.get(`${coordinate}(${arg}:)`)),
      ]);
      return { ...described, args: Object.fromEntries(args) };
    },
    input: <Config extends Described>(config: Config, coordinate: string) => describe(config, inputs.get(coordinate)),
  };
}

function describe<Config extends Described>(config: Config, rules: readonly Rule[] = []): Config {
  if (rules.length === 0) return config;
  const words = describeRequirements(rules.map(({ requirement }) => requirement));
  const notice = `🔒 Requires a signed-in user${words && ` with ${words}`}.`;
  if (config.description?.endsWith(notice)) return config;
  return { ...config, description: config.description ? `${config.description}\n\n${notice}` : notice };
}
