import { type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import type { Access } from "./access.js";
import { describeRequirements } from "./describe-requirements.js";
import type { Rule } from "./requirement.js";

/** Appends, in the schema itself, what is required to the description of everything guarded: the padlock in every explorer. */
export function describeAccess(schema: GraphQLSchema, { fields, types, inputs }: Access): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) {
      describe(type, types.get(type.name));
      for (const field of Object.values(type.getFields())) {
        const coordinate = `${type.name}.${field.name}`;
        describe(field, fields.get(coordinate)?.rules);
        for (const arg of field.args) describe(arg, inputs.get(`${coordinate}(${arg.name}:)`));
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) describe(field, inputs.get(`${type.name}.${field.name}`));
    }
  }
}

function describe(element: { description?: string | null | undefined }, rules: readonly Rule[] = []): void {
  if (rules.length === 0) return;
  const words = describeRequirements(rules.map(({ requirement }) => requirement));
  const notice = `🔒 Requires a signed-in user${words && ` with ${words}`}.`;
  if (element.description?.endsWith(notice)) return;
  element.description = element.description ? `${element.description}\n\n${notice}` : notice;
}
