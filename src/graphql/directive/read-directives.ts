import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";

/** A place in the schema that carries `@auth` or `@public`. */
export interface Place {
  readonly coordinate: string;
  readonly kind: "type" | "field" | "input" | "other";
  readonly directives: readonly ConstDirectiveNode[];
  /** Whether a code-first library put the directive into `extensions`, out of the reader's sight. */
  readonly isHidden: boolean;
}

interface Node {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

interface Element {
  readonly astNode?: Node | null | undefined;
  readonly extensionASTNodes?: readonly Node[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

function isOurs(name: unknown): boolean {
  return name === "auth" || name === "public";
}

function isHidden({ directives }: Element["extensions"]): boolean {
  if (Array.isArray(directives)) return directives.some((directive) => isOurs(directive?.name));
  return typeof directives === "object" && directives !== null && Object.keys(directives).some(isOurs);
}

/** Every place that carries `@auth` or `@public`, type extensions included, whether it can be enforced there or not. */
export function readDirectives(schema: GraphQLSchema): Place[] {
  const places: Place[] = [];
  const add = (coordinate: string, kind: Place["kind"], element: Element) => {
    const directives = [element.astNode, ...(element.extensionASTNodes ?? [])]
      .flatMap((node) => node?.directives ?? [])
      .filter(({ name }) => isOurs(name.value));
    const hidden = directives.length === 0 && isHidden(element.extensions);
    if (directives.length > 0 || hidden) places.push({ coordinate, kind, directives, isHidden: hidden });
  };
  add("schema", "other", schema);
  for (const { name, args } of schema.getDirectives()) {
    for (const arg of args) add(`@${name}(${arg.name}:)`, "other", arg);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    const { name } = type;
    if (isObjectType(type) || isInterfaceType(type)) {
      add(name, "type", type);
      for (const field of Object.values(type.getFields())) {
        add(`${name}.${field.name}`, "field", field);
        for (const arg of field.args) add(`${name}.${field.name}(${arg.name}:)`, "input", arg);
      }
      continue;
    }
    add(name, "other", type);
    if (isEnumType(type)) for (const value of type.getValues()) add(`${name}.${value.name}`, "other", value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) add(`${name}.${field.name}`, "input", field);
    }
  }
  return places;
}
