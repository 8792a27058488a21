import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from "graphql";
import type { Access } from "../directive/access.js";

/** What the caller gave as variables to one operation. */
export interface SuppliedVariables {
  readonly values: Readonly<Record<string, unknown>>;
  /** What the operation gives to a variable the caller left out; unset when `values` has it already. */
  readonly defaults?: ReadonlyMap<string, ValueNode>;
  /** Whether GraphQL has coerced the values, and so filled in the defaults of input fields. */
  readonly coerced: boolean;
  /** What was found in a variable, by its name and type: it is walked once, however many fields it is given to. */
  readonly found: Map<string, ReadonlySet<string>>;
}

/**
 * The guarded arguments and input fields that the caller wrote at a field: as literals, in variables and their
 * defaults, at any depth. Null is a value too. What the schema fills in by default was not written by the caller; in
 * coerced variables a value that is the default counts as filled in, since to write it changes nothing.
 */
export function readSuppliedInputs(
  field: { readonly coordinate: string; readonly args: readonly GraphQLArgument[] },
  node: FieldNode,
  variables: SuppliedVariables,
  { inputs, inputTypes }: Access,
): Set<string> {
  function readLiteral(nullableType: GraphQLInputType, literal: ValueNode, found: Set<string>): void {
    const type = getNullableType(nullableType);
    if (literal.kind === Kind.VARIABLE) {
      for (const coordinate of readVariable(type, literal.name.value)) found.add(coordinate);
    } else if (isListType(type)) {
      for (const item of literal.kind === Kind.LIST ? literal.values : [literal]) readLiteral(type.ofType, item, found);
    } else if (isInputObjectType(type) && literal.kind === Kind.OBJECT && inputTypes.has(type.name)) {
      for (const member of literal.fields) {
        const field = type.getFields()[member.name.value];
        if (field === undefined || isLeftOut(member.value)) continue;
        add(`${type.name}.${field.name}`, found);
        readLiteral(field.type, member.value, found);
      }
    }
  }

  function readValue(nullableType: GraphQLInputType, value: unknown, found: Set<string>): void {
    const type = getNullableType(nullableType);
    if (isListType(type)) {
      for (const item of Array.isArray(value) ? value : [value]) readValue(type.ofType, item, found);
    } else if (isInputObjectType(type) && typeof value === "object" && value !== null && inputTypes.has(type.name)) {
      for (const field of Object.values(type.getFields())) {
        if (!Object.hasOwn(value, field.name)) continue;
        const member: unknown = Reflect.get(value, field.name);
        if (variables.coerced && member === field.defaultValue) continue;
        add(`${type.name}.${field.name}`, found);
        readValue(field.type, member, found);
      }
    }
  }

  function readVariable(type: GraphQLInputType, name: string): ReadonlySet<string> {
    const key = `${name}: ${type}`;
    const known = variables.found.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const standIn = variables.defaults?.get(name);
    if (Object.hasOwn(variables.values, name)) readValue(type, variables.values[name], found);
    else if (standIn !== undefined) readLiteral(type, standIn, found);
    variables.found.set(key, found);
    return found;
  }

  function isLeftOut(literal: ValueNode): boolean {
    if (literal.kind !== Kind.VARIABLE) return false;
    const { value } = literal.name;
    return !Object.hasOwn(variables.values, value) && !variables.defaults?.has(value);
  }

  function add(coordinate: string, found: Set<string>): void {
    if (inputs.has(coordinate)) found.add(coordinate);
  }

  const supplied = new Set<string>();
  for (const { name, value } of node.arguments ?? []) {
    const arg = field.args.find((candidate) => candidate.name === name.value);
    if (arg === undefined || isLeftOut(value)) continue;
    add(`${field.coordinate}(${arg.name}:)`, supplied);
    readLiteral(arg.type, value, supplied);
  }
  return supplied;
}
