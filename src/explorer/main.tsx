import "graphiql/style.css";
import "./explorer.css";
import "./workbench.css";
import { createRoot } from "react-dom/client";
import { Explorer } from "./explorer.js";

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<Explorer />);
