import { useState } from "react";
import type { DemoUser } from "../explorer-configuration.js";
import type { Answer } from "./answer.js";
import { ComparisonDialog } from "./comparison-dialog.js";
import type { Operation } from "./operation.js";
import { runAs } from "./run-as.js";
import { send } from "./send.js";
import type { Session } from "./session.js";
import { Unreachable } from "./unreachable.js";
import { useStore } from "./use-store.js";

interface ViewAsProps {
  readonly session: Session;
  readonly demoUsers: readonly DemoUser[];
  /** What is in the editor now, or why it cannot be run for somebody else. */
  readonly readOperation: () => Operation | string;
}

/** One answer, and whose it is; null for nobody's. */
export interface View {
  readonly username: string | null;
  readonly answer: Answer | string;
}

const nobody = "";

/** Runs the operation in the editor as its user and as somebody else, to show both answers side by side. */
export function ViewAs({ session, demoUsers, readOperation }: ViewAsProps) {
  const signedIn = useStore(session.signedIn);
  const me = signedIn?.identity.username ?? null;
  const [picked, setPicked] = useState<string | null>(null);
  const chosen = picked ?? demoUsers.findLast(({ username }) => username !== me)?.username ?? nobody;
  const [views, setViews] = useState<readonly View[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function compare() {
    if (isBusy) return;
    const operation = readOperation();
    if (typeof operation === "string") return setFault(operation);
    const user = demoUsers.find(({ username }) => username === chosen);
    setFault(null);
    setIsBusy(true);
    const mine = send(operation, session.headers()).catch(toWords);
    const theirs = (user === undefined ? send(operation) : runAs(user, operation)).catch(toWords);
    setViews([
      { username: me, answer: await mine },
      { username: user?.username ?? null, answer: await theirs },
    ]);
    setIsBusy(false);
  }

  return (
    <div className="view-as">
      {fault !== null && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
      <label>
        View as
        <select value={chosen} onChange={({ target }) => setPicked(target.value)}>
          {demoUsers.map(({ username }) => (
            <option key={username}>{username}</option>
          ))}
          <option value={nobody}>nobody</option>
        </select>
      </label>
      {/* Not disabled, or the focus would be lost that comes back here when the dialog is closed. */}
      <button type="button" onClick={() => void compare()} aria-disabled={isBusy}>
        Compare
      </button>
      {views !== null && <ComparisonDialog views={views} onClose={() => setViews(null)} />}
    </div>
  );
}

function toWords(error: unknown): string {
  if (error instanceof Unreachable) return error.message;
  throw error;
}
