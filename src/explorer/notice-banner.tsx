import { useExecutionContext, useSchemaStore } from "@graphiql/react";
import type { Notice } from "./notice.js";
import type { Store } from "./store.js";
import { useStore } from "./use-store.js";

/** Says what keeps the page from working, with a way to try again. It lies over the page: nothing moves. */
export function NoticeBanner({ notice }: { readonly notice: Store<Notice | null> }) {
  const current = useStore(notice);
  const introspect = useSchemaStore((state) => state.introspect);
  const { run } = useExecutionContext({ nonNull: true });
  return (
    <div className="notice" role="alert" hidden={current === null}>
      {current?.text}
      {current !== null && current.retry !== null && (
        <button type="button" onClick={() => (current.retry === "schema" ? void introspect() : run())}>
          Try again
        </button>
      )}
    </div>
  );
}
