import { getOperationAST, type OperationDefinitionNode, parse } from "graphql";

/**
 * The operation of that name in a document or, when it has none, its only one. The editor may still have the name of
 * the tab before this one. Undefined for a document that is not valid, or has several.
 */
export function findOperation(query: string, name: string | null | undefined): OperationDefinitionNode | undefined {
  try {
    const document = parse(query);
    return getOperationAST(document, name) ?? getOperationAST(document) ?? undefined;
  } catch {
    return undefined;
  }
}
