import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { toRequest } from "../support/connection.js";
import { type Program, startMain } from "../support/start-main.js";
import { until } from "../support/until.js";

/** Keeps the event loop busy, turn after turn, for the seconds given by a signal. */
const hog = `
  const spin = (milliseconds) => { const end = performance.now() + milliseconds; while (performance.now() < end); };
  process.on("SIGUSR2", () => {
    const end = performance.now() + 4_000;
    const turn = () => { spin(500); if (performance.now() < end) setTimeout(turn); else console.log("the hog has gone"); };
    turn();
  });
  process.on("SIGHUP", () => { spin(1_500); console.log("one long turn"); });
`;

let program: Program;
beforeAll(async () => {
  program = await startMain({
    HOST: "127.0.0.1",
    METRICS_PORT: "0",
    MAX_EVENT_LOOP_DELAY: "200",
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hog)}`,
  });
});
afterAll(() => program.end("SIGKILL"));

async function ask() {
  const [head = "", body = ""] = toRequest('mutation { logout(refreshToken: "x") }').split("\r\n\r\n");
  expect(head).toContain("POST /graphql");
  const response = await fetch(program.url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const statusOf = async (path: string) => (await fetch(new URL(path, program.url))).status;

describe("an event loop that does not keep up", () => {
  it("R16 has operations refused with 503 and Retry-After before anything is done for them; health is answered; then all is well again", async () => {
    expect((await ask()).status).toBe(200);
    program.signal("SIGUSR2");
    await until(async () => (await ask()).status === 503);
    const { status, headers, body } = await ask();
    expect([status, body]).toEqual([
      503,
      { errors: [{ message: "Too much to do: try again later", extensions: { code: "OVERLOADED" } }] },
    ]);
    expect(headers.get("retry-after")).toBe("1");
    expect(headers.get("cache-control")).toBe("no-store");
    expect([await statusOf("/livez"), await statusOf("/readyz")]).toEqual([200, 200]);
    const before = program.printed().match(/"event":"logout"/g)?.length;
    expect((await ask()).status).toBe(503);
    expect(program.printed().match(/"event":"logout"/g)?.length).toBe(before);
    expect(program.printed()).toMatch(/"status":503,"code":"HTTP_503"/);
    await until(() => program.printed().includes("the hog has gone"));
    await until(async () => (await ask()).status === 200);
  }, 20_000);

  it("R16 is not one long turn: a pause of a second and a half refuses nobody", async () => {
    program.signal("SIGHUP");
    const during = ask();
    await until(() => program.printed().includes("one long turn"));
    const after = await Promise.all(Array.from({ length: 20 }, ask));
    for (const { status } of [await during, ...after]) expect(status).toBe(200);
  });
});
