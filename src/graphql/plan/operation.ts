import type { DocumentNode, OperationDefinitionNode } from "graphql";
import type { AuthContext } from "../context.js";

/** An operation that is about to be executed: validated, with variables as the caller sent them. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: AuthContext;
}
