import { DocExplorer, type DocExplorerNavStack, useDocExplorer } from "@graphiql/plugin-doc-explorer";
import { useLayoutEffect, useRef } from "react";
import type { AccessEntry } from "../graphql/access-report.js";
import type { Identity } from "../oidc/identity.js";
import { judge } from "./judge.js";
import type { Session } from "./session.js";
import { useStore } from "./use-store.js";

interface PadlockedDocsProps {
  readonly access: ReadonlyMap<string, AccessEntry>;
  readonly session: Session;
}

/** The documentation with a padlock beside everything that is guarded. */
export function PadlockedDocs({ access, session }: PadlockedDocsProps) {
  const identity = useStore(session.signedIn)?.identity ?? null;
  const pane = useRef<HTMLDivElement>(null);
  const stack = useDocExplorer();

  useLayoutEffect(() => {
    const { current } = pane;
    if (current === null) return;
    const mark = () => markPane(current, stack, access, identity);
    mark();
    // Deprecated fields and search results come later.
    const observer = new MutationObserver(mark);
    observer.observe(current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [stack, access, identity]);

  return (
    <div ref={pane} className="padlocked">
      <DocExplorer />
    </div>
  );
}

function markPane(
  pane: HTMLElement,
  stack: DocExplorerNavStack,
  access: ReadonlyMap<string, AccessEntry>,
  identity: Identity | null,
): void {
  const mark = (element: Element | null, coordinate: string) => {
    if (!(element instanceof HTMLElement)) return;
    const entry = access.get(coordinate);
    if (entry === undefined) {
      delete element.dataset.padlock;
      delete element.dataset.requires;
      return;
    }
    const { state, requires } = judge(entry, identity);
    element.dataset.padlock = state;
    element.dataset.requires = requires;
  };
  const [type, field] = toPlace(stack);
  for (const item of pane.querySelectorAll(".graphiql-doc-explorer-item")) {
    const name = item.querySelector(".graphiql-doc-explorer-field-name");
    const coordinate = `${type}.${name?.textContent}`;
    mark(name, coordinate);
    for (const argument of item.querySelectorAll(".graphiql-doc-explorer-argument-name")) {
      mark(argument, `${coordinate}(${argument.textContent}:)`);
    }
  }
  mark(pane.querySelector(".graphiql-doc-explorer-title"), `${type}.${field}`);
  if (field === undefined) return;
  for (const argument of pane.querySelectorAll(".graphiql-doc-explorer-argument-name")) {
    mark(argument, `${type}.${field}(${argument.textContent}:)`);
  }
}

/** The type, and the field if one is shown, that the pane is at. */
function toPlace(stack: DocExplorerNavStack): readonly [type: string, field?: string] {
  const top = stack.at(-1);
  const below = stack.at(-2);
  const isField = top?.def !== undefined && "type" in top.def;
  return isField ? [below?.name ?? "", top.name] : [top?.name ?? ""];
}
