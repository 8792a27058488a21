import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from "graphql";
import { compileOperation, type ExecuteCompiled } from "../execute/compile-operation.js";

type Variables = Readonly<Record<string, unknown>>;

/** An operation that may be executed without Apollo. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly name: string | undefined;
  /** How to execute it with these variables, which are coerced; undefined where that has taken too many shapes already. */
  prepare(variables: Variables): ExecuteCompiled | undefined;
}

/** Introspection, or a key that objects have a meaning of their own for. */
const unfit = /__(?!typename\b)/;
/** Shapes of one operation: `@skip` and `@include` make up to two of each variable. */
const mostShapes = 8;

/** Undefined for what is not the only operation of its document, no query, or about the schema. */
export function createKnownOperation(
  schema: GraphQLSchema,
  source: string,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): KnownOperation | undefined {
  const isAlone = document.definitions.every((node) => node === operation || node.kind === Kind.FRAGMENT_DEFINITION);
  if (!isAlone || operation.operation !== "query" || unfit.test(source)) return undefined;
  const conditions = readConditions(document);
  const shapes = new Map<string, ExecuteCompiled>();
  return {
    document,
    operation,
    name: operation.name?.value,
    prepare(variables) {
      const shape = conditions.length === 0 ? "" : conditions.map((name) => String(variables[name])).join();
      let execute = shapes.get(shape);
      if (execute === undefined && shapes.size < mostShapes) {
        execute = compileOperation(schema, document, operation, variables);
        shapes.set(shape, execute);
      }
      return execute;
    },
  };
}

/** The variables that `@skip` and `@include` are decided by. */
function readConditions(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: [condition] = [] }) {
      const isCondition = name.value === "skip" || name.value === "include";
      if (isCondition && condition?.value.kind === Kind.VARIABLE) names.add(condition.value.name.value);
    },
  });
  return [...names];
}
