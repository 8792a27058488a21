import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { findFreePort } from "../support/find-free-port.js";
import { until } from "../support/until.js";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

let provider: TestProvider;
let child: ChildProcess;
let url: string;
beforeAll(async () => {
  provider = await startTestProvider();
});
afterEach(() => void child.kill("SIGKILL"));
afterAll(() => provider.stop());

/** The program with a log of somebody's choice, which cannot say where it listens. */
async function start(stdout: "pipe" | number, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}/graphql`;
  const { issuer, clientId, clientSecret } = provider;
  child = spawn(process.execPath, [main], {
    cwd: tmpdir(),
    env: {
      HOST: "127.0.0.1",
      PORT: String(port),
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      LOG_LEVEL: "trace",
      ...environment,
    },
    stdio: ["ignore", stdout, "ignore"],
  });
  await until(async () => {
    const ready = await fetch(new URL("/readyz", url)).catch(() => null);
    return ready?.status === 200;
  });
}

/** Asks so often that there are this many lines of operations, each refused and so one of the audit too. */
async function ask(count: number): Promise<number> {
  let refused = 0;
  const body = JSON.stringify({ query: `query ${"N".repeat(100)} { me { id } }` });
  const one = async () => {
    const headers = { "content-type": "application/json" };
    const { status } = await fetch(url, { method: "POST", headers, body }).then(async (response) => {
      await response.text();
      return response;
    });
    if (status === 401) refused += 1;
  };
  for (let done = 0; done < count; done += 50) await Promise.all(Array.from({ length: 50 }, one));
  return refused;
}

/** Status and milliseconds of the end. */
async function stop(): Promise<[number | null, number]> {
  const begun = performance.now();
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return [code, performance.now() - begun];
}

const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024;

/** Where there is a disk that is always full, and a look at another's memory. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("R19 a log that cannot be written costs no request, and does not hold up the end", () => {
  it("full disk", async () => {
    const full = openSync("/dev/full", "w");
    await start(full);
    closeSync(full);
    expect(await ask(200)).toBe(200);
    const [code, milliseconds] = await stop();
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(3_000);
  });

  it("closed pipe", async () => {
    await start("pipe");
    child.stdout?.destroy();
    expect(await ask(200)).toBe(200);
    const [code, milliseconds] = await stop();
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(3_000);
  });

  it("a reader that has stopped: memory is bounded, lines beyond that are lost and counted once it reads on", async () => {
    await start("pipe");
    let text = "";
    // Nothing is read until somebody listens.
    expect(await ask(6_000)).toBe(6_000);
    const full = memory();
    expect(await ask(1_500)).toBe(1_500);
    expect(memory() - full).toBeLessThan(32);

    child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    const lines = () => text.split("\n").filter((line) => line.startsWith("{"));
    const lost = () =>
      lines()
        .flatMap((line) => JSON.parse(line.replace(/^.*\n/, "")).lines ?? [])
        .reduce((sum: number, count: number) => sum + count, 0);
    await until(() => text.endsWith("\n") && lost() > 0);
    expect(await ask(50)).toBe(50);
    const [code] = await stop();
    expect(code).toBe(0);
    const operations = lines().filter((line) => line.includes('"msg":"Operation"')).length;
    const audits = lines().filter((line) => line.includes('"msg":"Audit"') && line.includes('"denied"')).length;
    const debug = lines().filter((line) => line.includes('"msg":"Answered"') && line.includes('"/graphql"')).length;
    console.info(`22,650 lines: ${operations + audits + debug} read, ${lost()} lost and counted`);
    expect(operations + audits + debug + lost()).toBe(3 * 7_550);
    expect(text).toContain('"msg":"Stopped"');
  }, 60_000);

  it("a reader that has stopped for good", async () => {
    await start("pipe");
    expect(await ask(1_000)).toBe(1_000);
    const [code, milliseconds] = await stop();
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(3_000);
  });
});
