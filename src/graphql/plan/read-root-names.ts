import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { readRootFields } from "./read-root-fields.js";

/** The names of the root fields that an operation selects, in its fragments too, whether skipped or not. */
export function readRootNames(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  return [...new Set(readRootFields(document, operation).map(({ name }) => name.value))];
}
