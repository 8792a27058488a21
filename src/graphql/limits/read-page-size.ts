import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  Kind,
  type ValueNode,
} from "graphql";

/** The arguments, and fields of an argument, that say how many items a list shall have; of type `Int` alone. */
const names = new Set(["first", "last", "limit", "take", "pageSize", "perPage"]);

/** The value of a variable; undefined when there is none. */
export type FindVariable = (name: string) => unknown;

interface Input {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
}

/**
 * How many items a field asks for, by its arguments (`first: 10`, `page: { first: 10 }`) or their default values: the
 * greatest number of them, infinite when one is negative, undefined when it does not say.
 */
export function readPageSize(
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  findVariable: FindVariable,
): number | undefined {
  const sizes = args.flatMap((arg) => {
    const literal = node.arguments?.find(({ name }) => name.value === arg.name)?.value;
    if (isPageSize(arg)) return [readValue(arg, literal, findVariable)];
    const type = getNamedType(arg.type);
    const members = isInputObjectType(type) ? Object.values(type.getFields()).filter(isPageSize) : [];
    if (members.length === 0) return [];
    const value = readValue(arg, literal, findVariable);
    return members.map((member) => {
      if (literal?.kind !== Kind.OBJECT) return readMember(value, member);
      return readValue(member, literal.fields.find(({ name }) => name.value === member.name)?.value, findVariable);
    });
  });
  const numbers = sizes.filter((size) => typeof size === "number");
  if (numbers.length === 0) return undefined;
  return numbers.some((size) => size < 0) ? Number.POSITIVE_INFINITY : Math.max(...numbers);
}

function isPageSize({ name, type }: Input): boolean {
  return names.has(name) && getNamedType(type).name === "Int";
}

/** A value that is null is none, and not the default one. */
function readValue({ defaultValue }: Input, literal: ValueNode | undefined, findVariable: FindVariable): unknown {
  if (literal?.kind === Kind.INT) return Number(literal.value);
  const value = literal?.kind === Kind.VARIABLE ? findVariable(literal.name.value) : undefined;
  const isLeftOut = literal === undefined || (literal.kind === Kind.VARIABLE && value === undefined);
  return isLeftOut ? defaultValue : value;
}

function readMember(value: unknown, { name, defaultValue }: Input): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const member = Object.entries(value).find(([key]) => key === name);
  return member === undefined ? defaultValue : member[1];
}
