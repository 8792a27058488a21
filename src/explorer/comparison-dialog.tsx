import { useEffect, useRef } from "react";
import { DenialNotes } from "./denial-notes.js";
import type { View } from "./view-as.js";

interface ComparisonDialogProps {
  readonly views: readonly View[];
  readonly onClose: () => void;
}

export function ComparisonDialog({ views, onClose }: ComparisonDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="comparison" aria-labelledby="comparison-title" onClose={onClose}>
      <h2 id="comparison-title">The same operation, two callers</h2>
      <div className="columns">
        {views.map(({ username, answer }, index) => (
          <section key={index === 0 ? "mine" : "theirs"} aria-label={username ?? "nobody"}>
            <h3>
              {username ?? "nobody"}
              {index === 0 && <span className="sub"> (you)</span>}
              {typeof answer !== "string" && (
                <span className={answer.status < 400 ? "status" : "status refused"}>{answer.status}</span>
              )}
            </h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
            <pre tabIndex={0}>{typeof answer === "string" ? answer : JSON.stringify(answer.body, null, 2)}</pre>
            {typeof answer !== "string" && <DenialNotes errors={answer.body.errors ?? []} username={username} />}
          </section>
        ))}
      </div>
      <div className="buttons">
        <span className="gap" />
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}
