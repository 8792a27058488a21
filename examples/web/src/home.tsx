import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";
import { AdminPanel } from "./admin-panel";
import { logOut } from "./log-out";
import { Profile } from "./profile";

export function Home() {
  const client = useApolloClient();
  const [leaving, setLeaving] = useState(false);

  function leave() {
    if (leaving) return;
    setLeaving(true);
    void logOut(client);
  }

  return (
    <>
      <header>
        <h1>
          <img src="/icon.svg" alt="" width="28" height="28" /> Latchkey example
        </h1>
        <button type="button" onClick={leave} aria-disabled={leaving}>
          {leaving ? "Logging out…" : "Log out"}
        </button>
      </header>
      <main className="home">
        <Profile />
        <AdminPanel />
      </main>
    </>
  );
}
