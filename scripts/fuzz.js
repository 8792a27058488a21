// `npm run fuzz`: schemathesis against the program as it runs, anonymous and signed in. No answer may be a 5xx, other than
// JSON, or take a second. `npm run fuzz -- 2000` for another number of cases than 10,000. Needs Python with pip.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMain } from "../dist-test/support/start-main.js";

const cases = Number(process.argv[2] ?? 10_000);
if (!Number.isInteger(cases) || cases < 1) throw new Error("the number of cases is a whole number from 1");
const totals = { answers: 0, serverErrors: 0, notJson: 0, slow: 0, slowest: 0 };

const folder = await mkdtemp(join(tmpdir(), "latchkey-fuzz-"));
const program = await startMain({
  LOGIN_ATTEMPTS_PER_ACCOUNT: "999999",
  LOGIN_ATTEMPTS_PER_ADDRESS: "999999",
  LOG_LEVEL: "error",
});
const { port } = new URL(program.url);

/** Passes everything on, and counts what comes back. */
const recorder = createServer((incoming, outgoing) => {
  const started = performance.now();
  const { method, url, headers } = incoming;
  const passed = request({ host: "localhost", port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(outgoing);
    answer.on("end", () => {
      const milliseconds = performance.now() - started;
      totals.answers++;
      totals.slowest = Math.max(totals.slowest, Math.round(milliseconds));
      if (answer.statusCode >= 500) totals.serverErrors++;
      if (!/^application\/([\w.-]+\+)?json\b/.test(answer.headers["content-type"] ?? "")) totals.notJson++;
      if (milliseconds > 1_000) totals.slow++;
    });
  });
  passed.on("error", () => outgoing.writeHead(502, { "content-type": "text/plain" }).end(() => totals.serverErrors++));
  incoming.pipe(passed);
});
recorder.listen(0, "127.0.0.1");
await once(recorder, "listening");
const target = `http://127.0.0.1:${recorder.address().port}/graphql`;

async function logIn() {
  const query = 'mutation { login(username: "alice", password: "wonderland") { accessToken } }';
  const answer = await fetch(program.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()).data.login.accessToken;
}

/** Half the cases, spread over the operations. A refusal is no fault: what counts as one, the recorder counts. */
async function fuzz(...options) {
  const perOperation = Math.ceil(cases / 2 / 3);
  const args = ["-m", "schemathesis.cli", "run", target, "--phases", "fuzzing", "--checks", "status_code_conformance"];
  args.push("--max-examples", String(perOperation), ...options);
  args.push("--generation-database", "none", "--no-color");
  const child = spawn("python3", args, {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: join(folder, "python") },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  return code;
}

try {
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", join(folder, "python")];
  execFileSync("python3", [...pip, "schemathesis==4.32.5"], { stdio: "inherit" });
  const codes = [await fuzz()];
  // It would end the session that the rest runs in.
  codes.push(await fuzz("--header", `Authorization: Bearer ${await logIn()}`, "--exclude-name", "Mutation.logout"));
  console.log(totals);
  const { serverErrors, notJson, slow } = totals;
  if (totals.answers < cases || serverErrors + notJson + slow > 0 || codes.some((code) => code !== 0)) {
    console.error(`schemathesis ended with ${codes.join(" and ")}`);
    process.exitCode = 1;
  }
} finally {
  recorder.close();
  recorder.closeAllConnections();
  await program.end();
  await rm(folder, { recursive: true, force: true });
}
