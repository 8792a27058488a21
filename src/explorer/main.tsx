import "graphiql/style.css";
import "./explorer.css";
import "./workbench.css";
import { createRoot } from "react-dom/client";
import { Explorer } from "./explorer.js";

const root = document.getElementById("root");
/** React leaves an empty page behind. */
function onUncaughtError(error: unknown): void {
  reportError(error);
  root?.replaceChildren("The explorer has failed. Load the page again.");
}
if (root !== null) createRoot(root, { onUncaughtError }).render(<Explorer />);
