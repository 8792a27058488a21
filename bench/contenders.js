import { cores } from "./cores.js";
import { fastapiPython } from "./fastapi-python.js";
import { findPort, startProcess, until } from "./start-process.js";

const node = (file, env = {}) => ({ command: process.execPath, args: [`contenders/${file}`], env });
const production = { RUNTIME_ENV: "prod", LOG_LEVEL: "warn", SHUTDOWN_DELAY: "0" };

/** Who is measured. `README.md` says how each is set up, and why that is its best. */
export const contenders = [
  { name: "latchkey", title: "Latchkey", quick: true, ...node("latchkey.js", production) },
  { name: "mercurius", title: "Mercurius, tuned", quick: true, ...node("mercurius.js") },
  { name: "yoga", title: "GraphQL Yoga, tuned", ...node("yoga.js") },
  { name: "textbook", title: "Apollo Server + jose, textbook", quick: true, ...node("apollo-jose.js") },
  { name: "apollo", title: "Apollo Server, no authorization", quick: true, isOpen: true, ...node("apollo.js") },
  {
    name: "apollo-lean",
    title: "Apollo Server, no authorization, no cache control",
    isOpen: true,
    ...node("apollo.js", { BENCH_CACHE_CONTROL: "off" }),
  },
  {
    name: "latchkey-open",
    title: "Latchkey, no field of an item guarded",
    ...node("latchkey.js", { ...production, BENCH_ITEMS: "open" }),
  },
  {
    name: "latchkey-signature",
    title: "Latchkey, the signature check alone",
    ...node("latchkey-signature.js", { ...production, BENCH_SIGNATURE: "own" }),
  },
  {
    name: "latchkey-jose",
    title: "Latchkey, the signature check alone, by jose",
    ...node("latchkey-signature.js", { ...production, BENCH_SIGNATURE: "jose" }),
  },
];
if (fastapiPython !== undefined) {
  contenders.push({
    name: "fastapi",
    title: "FastAPI, the tutorial's (REST)",
    isRest: true,
    command: fastapiPython,
    args: ["contenders/fastapi_me.py"],
  });
}

/** Starts one on the server's core. It listens when this resolves. */
export async function startContender({ command, args, env }, provider, { core = cores.server, more = {} } = {}) {
  const port = await findPort();
  const ports = { HOST: "127.0.0.1", PORT: `${port}`, METRICS_PORT: `${await findPort()}` };
  const { pid, stop } = startProcess(core, command, args, { ...provider.env, ...ports, ...env, ...more });
  const origin = `http://127.0.0.1:${port}`;
  await until(`${args} listens`, () =>
    fetch(origin).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    ),
  );
  return { origin, pid, stop };
}
