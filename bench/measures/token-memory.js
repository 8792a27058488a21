// What a verifier keeps of the tokens in a file, one a line: how many, and bytes after garbage collection. Prints JSON.
import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { createVerifier } from "../../dist/index.js";

const file = readFileSync(process.argv[2]);
const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = process.env;
const verifier = await createVerifier({ issuer, clientId });

const ends = [];
for (let end = file.indexOf("\n"); end >= 0; end = file.indexOf("\n", end + 1)) ends.push(end);
/** A string of its own, as from a request, and not a piece of the file. */
const readToken = (n) => file.toString("latin1", n === 0 ? 0 : ends[n - 1] + 1, ends[n]);

async function readMemory() {
  for (let i = 0; i < 4; i += 1) {
    await turn();
    global.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// Weak, so that it is the verifier alone that keeps an identity.
const identities = ends.map(() => new WeakRef(ends));
const before = await readMemory();
for (const n of ends.keys()) identities[n] = new WeakRef(await verifier.verify(readToken(n)));
const bytes = (await readMemory()) - before;

// The newest first: what is not remembered then makes no room at the cost of what is.
let remembered = 0;
for (const n of [...ends.keys()].reverse()) {
  if ((await verifier.verify(readToken(n))) === identities[n].deref()) remembered += 1;
}
verifier.close();
console.log(JSON.stringify({ tokens: ends.length, remembered, bytes }));
