import { DOC_EXPLORER_PLUGIN, DocExplorerContextProvider } from "@graphiql/plugin-doc-explorer";
import { GraphiQL, GraphiQLInterface, GraphiQLProvider } from "graphiql";
import { type RefObject, useEffect, useMemo, useState } from "react";
import type { ExplorerConfiguration } from "../explorer-configuration.js";
import type { AnswerError } from "./answer.js";
import { createFetcher } from "./create-fetcher.js";
import { DenialNotes } from "./denial-notes.js";
import { keepInMemory } from "./keep-in-memory.js";
import { mendKeyboard } from "./mend-keyboard.js";
import type { Notice } from "./notice.js";
import { NoticeBanner } from "./notice-banner.js";
import { OnceDocsAreOpen } from "./once-docs-are-open.js";
import type { Operation } from "./operation.js";
import { OperationReader } from "./operation-reader.js";
import { PadlockedDocs } from "./padlocked-docs.js";
import type { Session } from "./session.js";
import { createStore } from "./store.js";
import { toTabs } from "./to-tabs.js";
import { useStore } from "./use-store.js";

interface WorkbenchProps {
  readonly session: Session;
  readonly configuration: ExplorerConfiguration;
  readonly operation: RefObject<() => Operation | string>;
}

/** The editor, with the token on every request. */
export default function Workbench({ session, configuration, operation }: WorkbenchProps) {
  const [tabs] = useState(() => toTabs(configuration));
  const [parts] = useState(() => {
    const notice = createStore<Notice | null>(null);
    const denials = createStore<readonly AnswerError[]>([]);
    return {
      notice,
      denials,
      fetcher: createFetcher({ session, notice, denials }),
      storage: keepInMemory(tabs[0]?.variables ?? ""),
    };
  });
  const { notice, denials, fetcher, storage } = parts;
  const [docs] = useState(() => {
    const guarded = new Map(configuration.guarded.map((entry) => [entry.coordinate, entry]));
    const content = () => <PadlockedDocs guarded={guarded} session={session} />;
    return { ...DOC_EXPLORER_PLUGIN, content };
  });
  const plugins = useMemo(() => [docs], [docs]);
  const errors = useStore(denials);
  const signedIn = useStore(session.signedIn);
  useEffect(mendKeyboard, []);

  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={storage}
      shouldPersistHeaders={false}
      defaultTabs={[...tabs]}
      plugins={plugins}
      referencePlugin={docs}
      visiblePlugin={docs}
    >
      <DocExplorerContextProvider>
        <OperationReader operation={operation} />
        <NoticeBanner notice={notice} />
        <OnceDocsAreOpen>
          <GraphiQLInterface showPersistHeadersSettings={false} defaultEditorToolsVisibility>
            <GraphiQL.Logo>
              <span />
            </GraphiQL.Logo>
            <GraphiQL.Footer>
              <DenialNotes errors={errors} username={signedIn?.identity.username ?? null} />
            </GraphiQL.Footer>
          </GraphiQLInterface>
        </OnceDocsAreOpen>
      </DocExplorerContextProvider>
    </GraphiQLProvider>
  );
}
