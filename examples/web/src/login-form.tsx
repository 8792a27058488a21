import { useMutation } from "@apollo/client/react";
import type { FormEvent } from "react";
import { graphql } from "./generated";
import { session } from "./session";
import { toWords } from "./to-words";
import { words } from "./words";

const loginDocument = graphql(`
  mutation Login($username: String!, $password: String!) {
    login(username: $username, password: $password) {
      accessToken
      refreshToken
    }
  }
`);

export function LoginForm({ endedBy }: { readonly endedBy: string | null }) {
  const [login, { loading, error }] = useMutation(loginDocument, {
    context: { withoutToken: true },
    fetchPolicy: "no-cache",
    onCompleted: (data) => session({ tokens: data.login, endedBy: null }),
    // Shown from `error`; without this the promise of `login` would reject as well.
    onError: () => {},
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (loading) return;
    const form = new FormData(event.currentTarget);
    void login({ variables: { username: String(form.get("username")), password: String(form.get("password")) } });
  }

  const notice = error ? toWords(error) : endedBy === null || loading ? undefined : words.get(endedBy);
  return (
    <main className="login">
      <h1>
        <img src="/icon.svg" alt="" width="32" height="32" /> Latchkey example
      </h1>
      <form className="card" onSubmit={submit}>
        <label>
          Username
          <input name="username" autoComplete="username" autoCapitalize="none" spellCheck="false" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <p role="alert">{notice}</p>
        {/* Not `disabled`, here as elsewhere: that takes the focus from whoever uses the keyboard. */}
        <button type="submit" aria-disabled={loading}>
          {loading ? "Logging in…" : "Log in"}
        </button>
      </form>
      <p className="hint">
        <code>alice</code> / <code>wonderland</code> is an administrator,
        <br />
        <code>bob</code> / <code>canwefixit</code> is not.
      </p>
    </main>
  );
}
