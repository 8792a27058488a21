import { findFreePort } from "../support/find-free-port.js";
import { until } from "../support/until.js";
import { startProgram } from "./start-program.js";

type Environment = Readonly<Record<string, string>>;

/** The API of the examples, which has the explorer, and the example frontend in front of it. */
export interface Site {
  /** Of the frontend. */
  readonly address: string;
  /** Origin of the API. */
  readonly api: string;
  stopApi(): Promise<void>;
  /** Starts the API where it was before, and waits until it is ready. */
  startApi(settings: Environment): Promise<void>;
  stop(): Promise<void>;
}

export async function startSite(settings: Environment): Promise<Site> {
  const port = await findFreePort();
  const webPort = await findFreePort();
  const origin = `http://localhost:${port}`;
  const address = `http://localhost:${webPort}`;
  const vite = ["node_modules/vite/bin/vite.js", "preview", "--port", `${webPort}`];
  const start = async (environment: Environment) => {
    const fixed = { PORT: `${port}`, PROVIDER_PORT: "0" };
    const program = await startProgram(".", ["examples/api/server.js"], { ...fixed, ...environment }, "is listening");
    await until(async () => (await fetch(`${origin}/readyz`)).ok);
    return program;
  };
  const web = await startProgram("examples/web", vite, { API_URL: origin }, "Local:");
  let api = await start(settings);
  return {
    address,
    api: origin,
    stopApi: () => api.stop(),
    async startApi(environment) {
      api = await start(environment);
    },
    async stop() {
      await Promise.all([api.stop(), web.stop()]);
    },
  };
}
