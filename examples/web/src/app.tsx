import { useReactiveVar } from "@apollo/client/react";
import { Home } from "./home";
import { LoginForm } from "./login-form";
import { session } from "./session";

export function App() {
  const { tokens, endedBy } = useReactiveVar(session);
  return tokens === null ? <LoginForm endedBy={endedBy} /> : <Home />;
}
