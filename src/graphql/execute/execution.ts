import type { FieldNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { AuthContext } from "../context.js";
import type { CollectedErrors } from "./collected-errors.js";
import type { CompiledField } from "./compiled-field.js";

/** One execution of an operation. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly operation: OperationDefinitionNode;
  readonly contextValue: AuthContext;
  /** Coerced, and of this execution alone. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  /** For each field, its nodes in a list of this execution alone: resolvers tell executions apart by it. */
  readonly fieldNodes: Map<CompiledField, readonly FieldNode[]>;
  readonly collected: CollectedErrors;
}
