import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from "graphql";
import { compileOperation, type ExecuteCompiled } from "../execute/compile-operation.js";

type Variables = Readonly<Record<string, unknown>>;

/** An operation that may be executed without Apollo. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly name: string | undefined;
  /** Fields that have been worked out for it, fragments expanded, in all shapes: most of what it takes. */
  readonly fields: number;
  /** How to execute it with these variables, which are coerced; undefined where that has taken too many shapes already. */
  prepare(variables: Variables): ExecuteCompiled | undefined;
}

/** Introspection, or a key that objects have a meaning of their own for. */
const unfit = /__(?!typename\b)/;
/** Shapes of one operation: `@skip` and `@include` make up to two of each variable. */
const mostShapes = 8;

/**
 * Undefined for what is not the only operation of its document, no query, or about the schema. Fields are worked out as
 * they are met: `onGrowth` is called whenever there are more.
 */
export function createKnownOperation(
  schema: GraphQLSchema,
  source: string,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  onGrowth: () => void,
): KnownOperation | undefined {
  const isAlone = document.definitions.every((node) => node === operation || node.kind === Kind.FRAGMENT_DEFINITION);
  if (!isAlone || operation.operation !== "query" || unfit.test(source)) return undefined;
  const conditions = readConditions(document);
  const shapes = new Map<string, ExecuteCompiled>();
  let fields = 0;
  const grow = (count: number) => {
    fields += count;
    onGrowth();
  };
  return {
    document,
    operation,
    name: operation.name?.value,
    get fields() {
      return fields;
    },
    prepare(variables) {
      const shape = conditions.length === 0 ? "" : conditions.map((name) => String(variables[name])).join();
      let execute = shapes.get(shape);
      if (execute === undefined && shapes.size < mostShapes) {
        // Nothing else of them: they are the first caller's, and would be kept as long as this is.
        const deciding = Object.fromEntries(Object.entries(variables).filter(([name]) => conditions.includes(name)));
        execute = compileOperation(schema, document, operation, deciding, grow);
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
