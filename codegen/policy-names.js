import { visit } from "graphql";

/**
 * A plugin of the code generator: the names of the policies that the schema asks for. With
 * `guardSchema<RequestContext, PolicyName>(schema, { policies })` the compiler asks for each of them.
 *
 * @param {import("graphql").GraphQLSchema} schema
 */
export function plugin(schema) {
  const names = new Set();
  const read = ({ name, arguments: args = [] }) => {
    const policies = name.value === "auth" && args.find((arg) => arg.name.value === "policies");
    if (policies) visit(policies, { StringValue: ({ value }) => void names.add(value) });
  };
  for (const { astNode, extensionASTNodes } of Object.values(schema.getTypeMap())) {
    for (const node of [astNode, ...extensionASTNodes]) if (node) visit(node, { Directive: read });
  }
  const union = [...names].sort().map((name) => JSON.stringify(name));
  return `/** The policies that the schema names. */\nexport type PolicyName = ${union.join(" | ") || "never"};\n`;
}
