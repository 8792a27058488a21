// `npm run soak`: a mixed load for minutes, while keys rotate, the provider goes away and an instance restarts.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { contenders, startContender } from "./contenders.js";
import { readRss } from "./process-usage.js";
import { list, login, me, refusedMe } from "./requests.js";
import { createBalancer } from "./soak/balancer.js";
import { toSlope } from "./soak/slope.js";
import { createTally } from "./soak/tally.js";
import { startProvider } from "./start-provider.js";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const minutes = Number(values.minutes);
const senders = 16;
/** Milliseconds around a change of the provider in which a login may go either way. */
const grace = 2_000;

const provider = await startProvider();
const [latchkey] = contenders;
// Readiness goes first, and what balances the load has time to see it.
const start = () => startContender(latchkey, provider, { more: { SHUTDOWN_DELAY: "1" } });
// The first is never restarted: its memory is what is watched.
const instances = [await start(), await start()];
const balancer = createBalancer(instances);
const tally = createTally();
const begin = performance.now();
const end = begin + minutes * 60_000;
const isOver = () => performance.now() >= end;

let tokens = await provider.mint(200);
let newTokens = [];
let providerIsUp = true;
let providerChanged = Number.NEGATIVE_INFINITY;

/** One of a hundred requests, and which status is right. */
function toNext(n) {
  const kind = n % 100;
  const token = tokens[n % tokens.length];
  if (kind < 4) return ["me, no token", refusedMe(), 401];
  if (kind < 6) return ["me, no JWT", refusedMe("not.a.token"), 401];
  if (kind === 6) return ["login", login()];
  if (kind === 7) return ["list", list(token), 200];
  // While the provider mints more, those of before are sent again.
  if (kind < 18) return ["me, new token", me(newTokens.pop() ?? token), 200];
  return ["me", me(token), 200];
}

let sent = 0;
async function send() {
  while (!isOver()) {
    const [name, request, status] = toNext(sent);
    sent += 1;
    const answer = await balancer.send(request);
    tally.add(name, answer, new Set(status === undefined ? toLoginStatuses() : [status]));
  }
}

function toLoginStatuses() {
  if (performance.now() - providerChanged < grace) return [200, 503];
  return [providerIsUp ? 200 : 503];
}

async function mint() {
  while (!isOver()) {
    if (newTokens.length < 500) newTokens.push(...(await provider.mint(50)));
    await sleep(100);
  }
}

/** In each minute, from which second on. */
const events = [
  [10, "the keys rotate", rotate],
  [20, "the provider goes away", () => changeProvider(false)],
  [30, "the provider is back", () => changeProvider(true)],
  [40, "an instance restarts", restart],
];

async function rotate() {
  await provider.rotateKeys();
  // From now on tokens of the new key: nobody waits until the API has seen it.
  newTokens = [];
  tokens = await provider.mint(200);
}

async function changeProvider(isUp) {
  // Before and after: what is asked in between may have gone either way.
  providerChanged = performance.now();
  await (isUp ? provider.resume() : provider.pause());
  providerIsUp = isUp;
  providerChanged = performance.now();
}

async function restart() {
  await instances[1].stop();
  instances[1] = await start();
}

async function happen() {
  for (let minute = 0; ; minute += 1) {
    for (const [second, what, act] of events) {
      const at = begin + (minute * 60 + second) * 1_000;
      if (at + 10_000 > end) return;
      await sleep(at - performance.now());
      console.log(`${minute}:${second} ${what}`);
      await act();
    }
  }
}

const memory = [];
async function watch() {
  while (!isOver()) {
    memory.push([performance.now() / 60_000, readRss(instances[0].pid)]);
    await sleep(1_000);
  }
}

await Promise.all([...Array.from({ length: senders }, send), mint(), happen(), watch()]);
balancer.close();
for (const { stop } of instances) await stop();
await provider.stop();

// Not the first third: code is compiled then, and the memory of tokens fills.
const later = memory.slice(Math.ceil(memory.length / 3));
const [first, third, last] = [memory[0], later[0], later.at(-1)].map(([, mebibytes]) => Math.round(mebibytes));
console.log(
  [
    tally.toText(),
    `resident memory of the instance that stayed: ${first} MiB at first, ${third} after a third, ${last} at the end`,
    `slope of the last two thirds: ${toSlope(later).toFixed(2)} MiB a minute`,
    `unexpected statuses: ${tally.unexpected()}`,
    `lost requests: ${tally.lost()}`,
  ].join("\n"),
);
if (tally.unexpected() + tally.lost() > 0) process.exitCode = 1;
