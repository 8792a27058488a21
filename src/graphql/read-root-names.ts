import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";

/** The names of the root fields that an operation selects, in its fragments too, whether skipped or not. */
export function readRootNames(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  const visited = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) names.add(node.name.value);
      if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet);
      if (node.kind !== Kind.FRAGMENT_SPREAD || visited.has(node.name.value)) continue;
      visited.add(node.name.value);
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.FRAGMENT_DEFINITION || definition.name.value !== node.name.value) continue;
        visit(definition.selectionSet);
      }
    }
  };
  visit(operation.selectionSet);
  return [...names];
}
