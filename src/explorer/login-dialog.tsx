import { type FormEvent, useEffect, useRef, useState } from "react";
import type { DemoUser } from "../explorer-configuration.js";
import type { Session } from "./session.js";
import { Unreachable } from "./unreachable.js";

interface LoginDialogProps {
  readonly session: Session;
  readonly demoUsers: readonly DemoUser[];
  readonly onClose: () => void;
}

export function LoginDialog({ session, demoUsers, onClose }: LoginDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    try {
      const reason = await session.login(username, password);
      if (reason === null) return dialog.current?.close();
      setFault(reason);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      setFault(`${error.message} Try again.`);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <dialog ref={dialog} className="login" aria-labelledby="login-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="login-title">Log in</h2>
        <label>
          Username
          <input
            autoComplete="username"
            required
            value={username}
            onChange={({ target }) => setUsername(target.value)}
          />
        </label>
        <label>
          Password
          <input
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </label>
        <p className="fault" role="alert">
          {fault}
        </p>
        <div className="buttons">
          {demoUsers.map((user) => (
            <button
              key={user.username}
              type="button"
              className="quiet"
              onClick={() => {
                setUsername(user.username);
                setPassword(user.password);
              }}
            >
              Fill in {user.username}
            </button>
          ))}
          <span className="gap" />
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="primary" aria-disabled={isBusy}>
            Log in
          </button>
        </div>
      </form>
    </dialog>
  );
}
