import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { AuthContext } from "../context.js";
import type { CollectedErrors } from "./collected-errors.js";

/** One execution of an operation. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly operation: OperationDefinitionNode;
  readonly contextValue: AuthContext;
  /** Coerced, and of this execution alone. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly collected: CollectedErrors;
}
