import type { ErrorLike } from "@apollo/client";
import { type ReactNode, useId } from "react";
import { toNeeds } from "./to-needs";
import { toWords } from "./to-words";

interface PanelProps {
  readonly title: string;
  readonly error: ErrorLike | undefined;
  readonly loading: boolean;
  readonly onRead: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** What one query has brought, or why it has not; and a way to ask again. */
export function Panel({ title, error, loading, onRead, children }: PanelProps) {
  const id = useId();
  const needs = toNeeds(error);
  // What goes wrong is in `error`; the promise says it a second time.
  const read = () => void (loading || onRead().catch(() => {}));
  return (
    <section className="card" aria-labelledby={id} aria-busy={loading}>
      <div className="title">
        <h2 id={id}>{title}</h2>
        {!needs && (
          <button type="button" className="quiet" onClick={read} aria-disabled={loading}>
            {loading ? "Loading…" : error ? "Try again" : "Read again"}
            <span className="unseen"> {title}</span>
          </button>
        )}
      </div>
      {needs ? <p className="needs">Needs {needs}</p> : error ? <p role="alert">{toWords(error)}</p> : children}
    </section>
  );
}
