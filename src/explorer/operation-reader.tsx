import { useEditorContext } from "@graphiql/react";
import { type RefObject, useEffect } from "react";
import { findOperation } from "./find-operation.js";
import type { Operation } from "./operation.js";

/** Keys that mean here what they do on the rest of the page: an editor that keeps Tab keeps whoever has no mouse. */
const passed = { Tab: false, "Shift-Tab": false, "Ctrl-K": false } as const;

/** Lets the rest of the page read what is in the editor, and gives its panes what they lack: names, and a way out. */
export function OperationReader({ operation }: { readonly operation: RefObject<() => Operation | string> }) {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useEditorContext({ nonNull: true });
  useEffect(() => {
    operation.current = () =>
      readOperation(queryEditor?.getValue() ?? "", variableEditor?.getValue() ?? "", queryEditor?.operationName);
  }, [operation, queryEditor, variableEditor]);
  useEffect(() => {
    for (const [editor, label] of [
      [queryEditor, "Operation"],
      [variableEditor, "Variables"],
      [headerEditor, "Headers"],
      [responseEditor, "Answer"],
    ] as const) {
      editor?.setOption("screenReaderLabel", label);
      editor?.setOption("extraKeys", { ...Object(editor.getOption("extraKeys")), ...passed });
    }
    // It scrolls and takes no cursor: without this the keyboard cannot reach what is below.
    if (responseEditor) responseEditor.getScrollerElement().tabIndex = 0;
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}

/** A mutation changes something each time it is run, whoever looks on. */
function readOperation(query: string, variables: string, name: string | null | undefined): Operation | string {
  const found = findOperation(query, name);
  if (found === undefined) return "Put the cursor into one valid operation to compare.";
  if (found.operation !== "query") return "Only a query can be compared.";
  const operationName = found.name?.value;
  try {
    return { query, operationName, variables: variables.trim() === "" ? undefined : JSON.parse(variables) };
  } catch {
    return "The variables are not valid JSON.";
  }
}
