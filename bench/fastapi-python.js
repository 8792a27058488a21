import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const inVenv = fileURLToPath(new URL(".cache/venv/bin/python", import.meta.url));
const hasAll = (python) => spawnSync(python, ["-c", "import fastapi, uvicorn, uvloop, httptools, jwt"]).status === 0;

/** A Python that can run the tutorial's program; undefined where there is none. `--python` makes one. */
export const fastapiPython = [inVenv, "python3"].find(hasAll);
