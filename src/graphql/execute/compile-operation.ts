import { collectFields } from "@graphql-tools/utils";
import {
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isObjectType,
  Kind,
  locatedError,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeNameMetaFieldDef,
} from "graphql";
import type { AuthContext } from "../context.js";
import { plainGuards } from "../guard/plain-guards.js";
import { CollectedErrors } from "./collected-errors.js";
import type { CompiledField } from "./compiled-field.js";
import { type CompileFields, completeValue } from "./complete-value.js";
import { type Answer, executeFields } from "./execute-fields.js";
import { findKept } from "./is-kept.js";
import { isPromise } from "./is-promise.js";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Executes an operation, with variables that are coerced and of this execution alone; at once where no resolver has to be
 * waited for. Never throws or rejects: errors are part of the result.
 */
export type ExecuteCompiled = (
  contextValue: AuthContext,
  variableValues: Variables,
) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Works out what all executions of a validated query have in common, so that each is left with its resolvers. They are
 * called as graphql-js calls them, with the same arguments in the same order, and the result is the same. (Of what is
 * iterable and no array, all items are taken before the first is completed.)
 *
 * Not for introspection, nor for a key that is `__proto__`. `conditions`: the variables that decide its `@skip` and
 * `@include`, for good. `onFields`: told of how many fields were worked out, whenever some are.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Variables,
  onFields: (count: number) => void = () => {},
): ExecuteCompiled {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  }
  const coerced = { coerced: conditions, sources: {} };

  const createCompileFields =
    (selections: readonly SelectionNode[]): CompileFields =>
    (type) => {
      const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
      const { fields } = collectFields(schema, fragments, coerced, type, selectionSet);
      const compiled = [...fields].flatMap(([key, nodes]) => compileField(key, type, nodes));
      onFields(compiled.length);
      return compiled;
    };

  function compileField(key: string, parentType: GraphQLObjectType, nodes: FieldNode[]): CompiledField[] {
    const [node] = nodes;
    const name = node?.name.value ?? "";
    const isTypename = name === TypeNameMetaFieldDef.name;
    const definition = isTypename ? TypeNameMetaFieldDef : parentType.getFields()[name];
    if (node === undefined || definition === undefined) return [];
    const { type, resolve = defaultFieldResolver } = definition;
    const guard = plainGuards.get(resolve);
    const named = getNamedType(type);
    const nullable = getNullableType(type);
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    return [
      {
        key,
        node,
        nodes,
        parentType,
        definition,
        constant: isTypename ? parentType.name : undefined,
        isRead:
          definition.args.length === 0 &&
          (guard?.next ?? resolve) === defaultFieldResolver &&
          (isLeafType(named) || (isObjectType(named) && !named.isTypeOf)),
        holds: guard?.holds,
        isLeaf: isLeafType(nullable),
        kept: isLeafType(nullable) ? findKept(nullable) : undefined,
        complete: completeValue(type, createCompileFields(selections)),
      },
    ];
  }

  const root = schema.getRootType(operation.operation);
  let rootFields: readonly CompiledField[] | undefined;
  return (contextValue, variableValues) => {
    const collected = new CollectedErrors();
    const { errors } = collected;
    const toResult = (data: Answer | null) => (errors.length > 0 ? { errors, data } : { data });
    // What no field could be null for comes here, and what is wrong with the operation as a whole.
    const fail = (error: unknown) => {
      collected.add(error instanceof GraphQLError ? error : locatedError(error, undefined), undefined);
      return toResult(null);
    };
    try {
      const fieldNodes = new Map();
      const execution = { schema, fragments, operation, contextValue, variableValues, fieldNodes, collected };
      rootFields ??= root ? createCompileFields(operation.selectionSet.selections)(root) : [];
      const data = executeFields(rootFields, undefined, undefined, execution);
      return isPromise(data) ? data.then(toResult, fail) : toResult(data);
    } catch (error) {
      return fail(error);
    }
  };
}
