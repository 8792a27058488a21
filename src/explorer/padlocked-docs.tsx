import { DocExplorer, type DocExplorerNavStack, useDocExplorer } from "@graphiql/plugin-doc-explorer";
import { useSchemaStore } from "@graphiql/react";
import type { GraphQLSchema } from "graphql";
import { useLayoutEffect, useMemo, useRef } from "react";
import type { AccessEntry } from "../graphql/access-entries.js";
import type { Identity } from "../oidc/identity.js";
import { judge } from "./judge.js";
import type { Session } from "./session.js";
import { useStore } from "./use-store.js";

interface PadlockedDocsProps {
  /** By coordinate. */
  readonly guarded: ReadonlyMap<string, AccessEntry>;
  readonly session: Session;
}

/** The documentation with a padlock beside everything that is guarded. */
export function PadlockedDocs({ guarded, session }: PadlockedDocsProps) {
  const identity = useStore(session.signedIn)?.identity ?? null;
  const pane = useRef<HTMLDivElement>(null);
  const stack = useDocExplorer();
  const schema = useSchemaStore((state) => state.schema);
  const owners = useMemo(() => toOwners(schema), [schema]);

  useLayoutEffect(() => {
    const { current } = pane;
    if (current === null) return;
    const mark = () => markPane(current, toPlace(stack, owners), guarded, identity);
    mark();
    // Deprecated fields and search results come later.
    const observer = new MutationObserver(mark);
    observer.observe(current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [stack, owners, guarded, identity]);

  return (
    <div ref={pane} className="padlocked">
      <DocExplorer />
    </div>
  );
}

const named = (part: string) => `.graphiql-doc-explorer-${part}`;

/** The type, and the field if one is shown, that the pane is at. */
type Place = readonly [type: string, field?: string];

function markPane(
  pane: HTMLElement,
  [type, field]: Place,
  guarded: ReadonlyMap<string, AccessEntry>,
  identity: Identity | null,
): void {
  const mark = (element: Element | null, coordinate: string) => {
    if (!(element instanceof HTMLElement)) return;
    const entry = guarded.get(coordinate);
    if (entry === undefined) {
      delete element.dataset.padlock;
      delete element.dataset.requires;
      return;
    }
    const { state, requires } = judge(entry, identity);
    element.dataset.padlock = state;
    element.dataset.requires = requires;
  };
  const markArguments = (within: Element, coordinate: string) => {
    for (const argument of within.querySelectorAll(`${named("argument-name")}, ${named("search-argument")}`)) {
      mark(argument, `${coordinate}(${argument.textContent}:)`);
    }
  };
  if (field !== undefined) markArguments(pane, `${type}.${field}`);
  mark(pane.querySelector(named("title")), `${type}.${field}`);
  // The fields of a type, and what a search has found: there, only what is of another type names it.
  for (const item of pane.querySelectorAll(`${named("item")}, [role="option"]`)) {
    const owner = item.querySelector(named("search-type"))?.textContent ?? type;
    const found = item.querySelector(`${named("field-name")}, ${named("search-field")}`);
    mark(found, `${owner}.${found?.textContent}`);
    markArguments(item, `${owner}.${found?.textContent}`);
  }
}

/** A search, or the editor, leads to a field without passing its type. */
function toPlace(stack: DocExplorerNavStack, owners: ReadonlyMap<object, string>): Place {
  const { name = "", def } = stack.at(-1) ?? {};
  const owner = def && owners.get(def);
  return owner === undefined ? [name] : [owner, name];
}

/** The name of the type that each field is of. */
function toOwners(schema: GraphQLSchema | null | undefined): ReadonlyMap<object, string> {
  const types = Object.values(schema?.getTypeMap() ?? {});
  return new Map(
    types.flatMap((type) =>
      "getFields" in type ? Object.values(type.getFields()).map((field) => [field, type.name] as const) : [],
    ),
  );
}
