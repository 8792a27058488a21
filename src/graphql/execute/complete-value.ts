import { inspect } from "@graphql-tools/utils";
import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { CompiledField, Complete } from "./compiled-field.js";
import { completeList } from "./complete-list.js";
import { executeFields } from "./execute-fields.js";
import { isPromise } from "./is-promise.js";
import { toRuntimeType } from "./to-runtime-type.js";

/** Works out the fields selected on objects of a type, which takes long: once there is such an object, and once. */
export type CompileFields = (type: GraphQLObjectType) => readonly CompiledField[];

/** How values of a type are completed, by what the type is. */
export function completeValue(type: GraphQLOutputType, compileFields: CompileFields): Complete {
  if (isNonNullType(type)) return refuseNull(completeValue(type.ofType, compileFields));
  if (isLeafType(type)) return completeLeaf(type);
  const complete = completePresent(type, compileFields);
  return (value, field, path, info, execution) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(value, field, path, info, execution);
  };
}

function refuseNull(complete: Complete): Complete {
  return (value, field, path, info, execution) => {
    const answer = complete(value, field, path, info, execution);
    if (answer !== null) return answer;
    const { parentType, definition } = field;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  };
}

function completePresent(
  type: GraphQLList<GraphQLOutputType> | GraphQLObjectType | GraphQLAbstractType,
  compileFields: CompileFields,
): Complete {
  if (isListType(type)) return completeList(type.ofType, completeValue(type.ofType, compileFields));
  if (isObjectType(type)) return completeObject(type, compileFields);
  return completeAbstract(type, compileFields);
}

/** In one function, for most of an answer are leaves. */
function completeLeaf(type: GraphQLLeafType): Complete {
  return (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const answer = type.serialize(value);
    if (answer !== null && answer !== undefined) return answer;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(answer)}`,
    );
  };
}

function completeObject(type: GraphQLObjectType, compileFields: CompileFields): Complete {
  let fields: readonly CompiledField[] | undefined;
  return (value, { nodes }, path, info, execution) => {
    fields ??= compileFields(type);
    const found = fields;
    if (type.isTypeOf === undefined || type.isTypeOf === null || info === undefined) {
      return executeFields(found, value, path, execution);
    }
    const execute = (isOfType: boolean) => {
      if (isOfType) return executeFields(found, value, path, execution);
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes });
    };
    const isOfType = type.isTypeOf(value, execution.contextValue, info);
    return isPromise(isOfType) ? isOfType.then(execute) : execute(isOfType);
  };
}

function completeAbstract(type: GraphQLAbstractType, compileFields: CompileFields): Complete {
  const completions = new Map<GraphQLObjectType, Complete>();
  return (value, field, path, info, execution) => {
    const complete = (name: unknown) => {
      const found = toRuntimeType(name, type, value, field, execution);
      let completeFound = completions.get(found);
      if (completeFound === undefined) {
        completeFound = completeObject(found, compileFields);
        completions.set(found, completeFound);
      }
      return completeFound(value, field, path, info, execution);
    };
    if (info === undefined) throw new TypeError("A field of an abstract type is never read");
    const name = (type.resolveType ?? defaultTypeResolver)(value, execution.contextValue, info, type);
    return isPromise(name) ? name.then(complete) : complete(name);
  };
}
