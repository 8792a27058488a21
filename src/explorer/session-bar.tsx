import { type ReactNode, useState } from "react";
import type { ExplorerConfiguration } from "../explorer-configuration.js";
import { Countdown } from "./countdown.js";
import { LoginDialog } from "./login-dialog.js";
import type { Session } from "./session.js";
import { useStore } from "./use-store.js";

interface SessionBarProps {
  readonly session: Session;
  readonly configuration: ExplorerConfiguration;
  readonly children: ReactNode;
}

/** Who is signed in, and the way in and out. */
export function SessionBar({ session, configuration: { passwordLogin, demoUsers }, children }: SessionBarProps) {
  const signedIn = useStore(session.signedIn);
  const ended = useStore(session.ended);
  const [isAsking, setIsAsking] = useState(false);
  const roles = [...(signedIn?.identity.roles ?? [])];
  return (
    <header className="bar">
      <h1>
        <span className="mark" aria-hidden="true" /> Latchkey <span className="sub">explorer</span>
      </h1>
      <div className="who" aria-live="polite" title={roles.join(", ")}>
        {signedIn === null ? (
          <span className={ended === null ? "sub" : "fault"}>{ended ?? "Nobody is signed in"}</span>
        ) : (
          <>
            <strong>{signedIn.identity.username ?? signedIn.identity.subject}</strong>
            {roles.map((role) => (
              <span key={role} className="role">
                {role}
              </span>
            ))}
          </>
        )}
      </div>
      {signedIn !== null && <Countdown until={signedIn.expiresAt} />}
      <span className="gap" />
      {children}
      {signedIn !== null ? (
        // What the provider makes of it changes nothing here: the tokens are forgotten already.
        <button type="button" onClick={() => void session.logout().catch(() => undefined)}>
          Log out
        </button>
      ) : passwordLogin ? (
        <button type="button" className="primary" onClick={() => setIsAsking(true)}>
          Log in
        </button>
      ) : (
        <span className="sub">Password login is off: put a token into Headers.</span>
      )}
      {isAsking && <LoginDialog session={session} demoUsers={demoUsers} onClose={() => setIsAsking(false)} />}
    </header>
  );
}
