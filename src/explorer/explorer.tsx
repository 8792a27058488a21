import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { ExplorerConfiguration } from "../explorer-configuration.js";
import type { Operation } from "./operation.js";
import { createSession } from "./session.js";
import { SessionBar } from "./session-bar.js";
import { ViewAs } from "./view-as.js";

const loading = import("./workbench.js");
const Workbench = lazy(() => loading);
const session = createSession();

async function loadConfiguration(): Promise<ExplorerConfiguration> {
  const response = await fetch("/explorer/configuration.json", {
    credentials: "omit",
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  return response.json();
}

/** The page: who is signed in above, the editor below. */
export function Explorer() {
  const [configuration, setConfiguration] = useState<ExplorerConfiguration | null>(null);
  const [isGone, setIsGone] = useState(false);
  const readOperation = useRef<() => Operation | string>(() => "The editor is not there yet.");
  useEffect(() => {
    const fail = () => setIsGone(true);
    loadConfiguration().then(setConfiguration, fail);
    loading.catch(fail);
  }, []);
  /** A browser may remember that a part of the page did not come: once the server answers, all of it is loaded again. */
  const retry = () =>
    void loadConfiguration().then(
      () => location.reload(),
      () => undefined,
    );

  if (isGone) {
    return (
      <p className="waiting" role="alert">
        The server cannot be reached.{" "}
        <button type="button" onClick={retry}>
          Try again
        </button>
      </p>
    );
  }
  if (configuration === null) return <p className="waiting">Opening the explorer…</p>;
  const { demoUsers } = configuration;
  return (
    <>
      <SessionBar session={session} configuration={configuration}>
        {demoUsers.length > 0 && (
          <ViewAs session={session} demoUsers={demoUsers} readOperation={() => readOperation.current()} />
        )}
      </SessionBar>
      <main>
        <Suspense fallback={<p className="waiting">Opening the editor…</p>}>
          <Workbench session={session} configuration={configuration} operation={readOperation} />
        </Suspense>
      </main>
    </>
  );
}
