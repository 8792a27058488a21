import {
  type DocumentNode,
  executeSync,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  specifiedRules,
  validate,
} from "graphql";
import type { AuthContext } from "../context.js";
import { readCaller } from "../guard/read-caller.js";
import { createPermittedView } from "./create-permitted-view.js";
import type { Operation } from "./operation.js";
import { readRootNames } from "./read-root-names.js";

/** Lets a caller see of a schema what is permitted to it, and answers as if there were nothing else. */
export interface Veil {
  /** The errors of a document; none when it asks for nothing that is hidden. */
  validate(document: DocumentNode, context: AuthContext): readonly GraphQLError[];
  /** The errors of an operation with its variables. */
  check(operation: Operation): readonly GraphQLError[];
  /** The answer to introspection; null for any other operation. */
  introspect(operation: Operation): FormattedExecutionResult | null;
}

function toClientError({ message, nodes }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code, http: { status: 400, headers: new Map() } },
  });
}

/** Makes the veil of a schema. A caller with a bad token sees what is shown to nobody in particular. */
export function createVeil(schema: GraphQLSchema): Veil {
  const toView = createPermittedView(schema);
  const valid = new WeakMap<GraphQLSchema, WeakSet<DocumentNode>>();

  const veil: Veil = {
    validate(document, context) {
      const view = toView(readCaller(context).identity);
      const known = valid.get(view) ?? new WeakSet();
      valid.set(view, known);
      if (known.has(document)) return [];
      const errors = [
        ...refuseMissingRoots(view, document),
        ...validate(view, document, specifiedRules, { hideSuggestions: true }),
      ];
      if (errors.length === 0) known.add(document);
      return errors.map((error) => toClientError(error, "GRAPHQL_VALIDATION_FAILED"));
    },

    check({ document, operation, variables, context }) {
      const invalid = veil.validate(document, context);
      if (invalid.length > 0) return invalid;
      const view = toView(readCaller(context).identity);
      const { errors = [] } = getVariableValues(view, operation.variableDefinitions ?? [], variables, {
        hideSuggestions: true,
      });
      if (errors.length > 0) return errors.map((error) => toClientError(error, "BAD_USER_INPUT"));
      if (!mixesIntrospection(readRootNames(document, operation))) return [];
      return [toClientError(new GraphQLError("Ask for the schema and for data in two operations"), "BAD_REQUEST")];
    },

    introspect({ document, operation, variables, context }) {
      if (!readRootNames(document, operation).some(isIntrospection)) return null;
      const { data = null, errors } = executeSync({
        schema: toView(readCaller(context).identity),
        document,
        operationName: operation.name?.value,
        variableValues: variables,
      });
      return { data, ...(errors && { errors: errors.map((error) => error.toJSON()) }) };
    },
  };
  return veil;
}

/** Validation passes over an operation whose root type there is none of. */
function refuseMissingRoots(view: GraphQLSchema, { definitions }: DocumentNode): GraphQLError[] {
  return definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION || view.getRootType(node.operation)) return [];
    return [new GraphQLError(`Schema is not configured to execute ${node.operation} operation.`, { nodes: node })];
  });
}

function isIntrospection(name: string): boolean {
  return name === "__schema" || name === "__type";
}

function mixesIntrospection(names: readonly string[]): boolean {
  return names.some(isIntrospection) && names.some((name) => !name.startsWith("__"));
}
