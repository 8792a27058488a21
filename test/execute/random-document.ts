import {
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import type { Random } from "./random.js";

/** A query with aliases, arguments, variables, fragments and conditions; not always a valid one. */
export function toRandomDocument(schema: GraphQLSchema, random: Random): string {
  const fragments: string[] = [];
  const composites = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith("__"),
  );

  function select(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + random.below(depth > 3 ? 2 : 5);
    const parts = Array.from({ length: count }, () => selectOne(type, depth));
    return `{ ${parts.join(" ")} }`;
  }

  function selectOne(type: GraphQLCompositeType, depth: number): string {
    const kind = random.below(10);
    if (kind === 0) return `${random.once(2) ? "kind: " : ""}__typename`;
    if (kind === 1 && depth < 5) {
      const condition = pickCondition(type);
      return `... ${random.once(4) ? "" : `on ${condition.name}`} ${toCondition()} ${select(condition, depth + 1)}`;
    }
    if (kind === 2 && depth < 5) {
      const condition = pickCondition(type);
      const name = `F${fragments.length}`;
      fragments.push("");
      fragments[Number(name.slice(1))] = `fragment ${name} on ${condition.name} ${select(condition, depth + 1)}`;
      return `...${name} ${toCondition()} ${random.once(3) ? `...${name}` : ""}`;
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return "__typename";
    const field = random.pick(Object.values(type.getFields()));
    const returned = getNamedType(field.type);
    if (isCompositeType(returned) && depth > 5) return "__typename";
    const chosen = random.below(4);
    const args = field.args.map(({ name }) => toArgument(name, chosen));
    const hasAlias = random.once(4) || chosen > 0 || field.args.length > 0;
    const alias = hasAlias ? `${field.name}${field.args.length > 0 ? chosen : random.below(2)}: ` : "";
    const below = isCompositeType(returned) ? select(returned, depth + 1) : "";
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(" ")})` : ""} ${toCondition()} ${below}`;
  }

  function pickCondition(type: GraphQLCompositeType): GraphQLCompositeType {
    return random.pick([type, ...composites.filter((other) => doTypesOverlap(schema, type, other))]);
  }

  /** The same for one key, wherever it is: fields of one key with different arguments cannot be merged. */
  function toArgument(name: string, kind: number): string {
    if (name === "y") return ["", "y: $in", 'y: { k: "v", n: [1, $n] }', "y: null"][kind] ?? "";
    return [`x: ${name.length}`, "x: 1", "x: $one", "x: 2"][kind] ?? "";
  }

  function toCondition(): string {
    return random.pick([
      "",
      "",
      "",
      "",
      "@skip(if: false)",
      "@include(if: $yes)",
      "@skip(if: $yes)",
      "@skip(if: true)",
    ]);
  }

  const query = schema.getQueryType();
  const text = [query ? select(query, 0) : "", ...fragments].join("\n");
  const variables = ["$yes: Boolean = true", "$n: Int", "$one: Int = 1", "$in: In"].filter((variable) =>
    text.includes(variable.split(":")[0] ?? ""),
  );
  return `query Q${variables.length > 0 ? `(${variables.join(", ")})` : ""} ${text}`;
}
