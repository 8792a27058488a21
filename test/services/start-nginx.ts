import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFences } from "../docs/read-fences.js";
import { findFreePort } from "../support/find-free-port.js";
import { run } from "../support/run.js";
import { until } from "../support/until.js";
import type { Certificate } from "./create-certificates.js";
import { isListening } from "./is-listening.js";

/** A real nginx with the configuration that users copy, this test's own. */
export interface Nginx {
  /** Where clients reach GraphQL. */
  readonly url: string;
  /** What it has logged so far. */
  readonly logged: () => Promise<string>;
  stop(): Promise<void>;
}

const published = new URL("../../deploy/nginx.conf", import.meta.url);

/**
 * Starts nginx with `deploy/nginx.conf` in front of instances of the API.
 *
 * @param ports of the instances, on loopback: they take the place of the addresses there.
 * @param tls the certificate to serve TLS with, in the way of the docs.
 */
export async function startNginx(ports: readonly number[], tls?: Certificate): Promise<Nginx> {
  const port = await findFreePort();
  const left = [...ports];
  const site = (await readFile(published, "utf8"))
    .replace(/\bserver 10\.[\d.]+:8000/g, () => `server 127.0.0.1:${left.shift()}`)
    .replace("listen 80;", tls === undefined ? "listen 80;" : readTlsStep(tls))
    .replace(/\blisten /, "listen 127.0.0.1:")
    .replace(/(?<=listen 127\.0\.0\.1:)\d+/, String(port));
  const folder = await mkdtemp(join(tmpdir(), "latchkey-nginx-"));
  // What serves the requests has fewer rights than who started it.
  await chmod(folder, 0o755);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`);
  const main = `daemon off; pid pid; error_log log warn; events {} http { access_log off; ${temporary.join(" ")} ${site} }`;
  await writeFile(join(folder, "nginx.conf"), main);
  const options = ["-p", folder, "-c", "nginx.conf", "-e", "log"];
  const tested = await run(folder, "nginx", "-t", ...options);
  if (tested.code !== 0) throw new Error(tested.output);

  const server = spawn("nginx", options, { cwd: folder, stdio: "ignore" });
  await once(server, "spawn");
  await until(() => isListening(port));
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/graphql`,
    logged: () => readFile(join(folder, "log"), "utf8"),
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the docs put in the place of `listen 80;`. */
function readTlsStep({ certificate, key }: Certificate): string {
  const step = readFences().find(({ page, info }) => page === "run-behind-a-proxy.md" && info === "nginx")?.text ?? "";
  return step.replace(/\S+fullchain\.pem/, certificate).replace(/\S+privkey\.pem/, key);
}
