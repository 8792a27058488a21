// What a verifier keeps of the tokens in a file, one a line: bytes after garbage collection. Prints JSON.
import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { createVerifier } from "../../dist/index.js";

const file = readFileSync(process.argv[2]);
const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = process.env;
const verifier = await createVerifier({ issuer, clientId });

/** Each a string of its own, as from a request, and not a piece of the file. */
function* readTokens() {
  let start = 0;
  for (let end = file.indexOf("\n"); end >= 0; end = file.indexOf("\n", start)) {
    yield file.toString("latin1", start, end);
    start = end + 1;
  }
}

async function readMemory() {
  for (let i = 0; i < 4; i += 1) {
    await turn();
    global.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function verifyAll() {
  const start = performance.now();
  let count = 0;
  for (const token of readTokens()) {
    await verifier.verify(token);
    count += 1;
  }
  return { count, perToken: ((performance.now() - start) * 1_000) / count };
}

const before = await readMemory();
const cold = await verifyAll();
const after = await readMemory();
const warm = await verifyAll();
verifier.close();
console.log(
  JSON.stringify({
    tokens: cold.count,
    bytes: after - before,
    coldMicroseconds: cold.perToken,
    warmMicroseconds: warm.perToken,
  }),
);
