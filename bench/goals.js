import { median, ratio } from "./statistics.js";

const number = (digits) =>
  new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const fine = number(2);
const times = (value) => `${fine.format(value)} ×`;
const milliseconds = (value) => `${number(value < 10 ? 2 : 0).format(value)} ms`;
const atLeast = (least) => ({ text: `≥ ${least} ×`, show: times, isMet: (value) => value >= least });
const atMost = (most, show) => ({ text: `≤ ${show(most)}`, show, isMet: (value) => value <= most });

/** What the product wants to reach, and how to read it from the results; undefined where that was not measured. */
const goals = [
  ["`me`: Mercurius", atLeast(1.3), faster("me", "mercurius")],
  ["`me`: Apollo Server without authorization", atLeast(2.5), faster("me", "apollo")],
  ["`me`: the textbook", atLeast(4), faster("me", "textbook")],
  ["`me`: p99 against Mercurius'", atMost(1, times), slower("me", "p99", "mercurius")],
  ["list: Mercurius", atLeast(4), faster("list", "mercurius")],
  ["list: Apollo Server without authorization", atLeast(6), faster("list", "apollo")],
  ["list: guarded over unguarded, processor time", atMost(1.05, times), slower("list", "cpu", "latchkey-open")],
  ["list: guarded over unguarded, in process", atMost(1.05, times), ({ guardCost }) => guardCost?.ratio],
  ["list: graphql-js, in process", atLeast(3), ({ guardCost }) => guardCost?.faster],
  ["cold tokens: the signature check alone, by jose", atLeast(0.9), faster("cold", "latchkey-jose")],
  ["cold tokens: the signature check alone", atLeast(0.9), faster("cold", "latchkey-signature")],
  ["tokens that are none: `me`", atLeast(1.5), refusing("me")],
  ["tokens that are none: `me`, each time a new valid token", atLeast(1.5), refusing("cold")],
  [
    "10,000 remembered tokens",
    atMost(30, (value) => `${fine.format(value)} MB`),
    ({ memory }) => memory && ((memory.bytes / memory.remembered) * 10_000) / 1e6,
  ],
  ["start until it listens", atMost(1_000, milliseconds), ({ start }) => start?.program.median],
  [
    "guarding 2,000 types",
    atMost(300, milliseconds),
    ({ start }) => start?.growing.find(({ size }) => size === 2_000)?.guard,
  ],
  ["login over the provider's own answer, p50", atMost(5, milliseconds), ({ login }) => login?.over],
  ["two processes on two cores: one", atLeast(1.8), ({ processes }) => processes?.scaling],
];

function faster(workload, peer) {
  return ({ workloads: { [workload]: samples } }) =>
    samples?.latchkey && samples[peer] && ratio(rates(samples.latchkey), rates(samples[peer])).median;
}

function slower(workload, key, peer) {
  return ({ workloads: { [workload]: samples } }) => {
    if (!samples?.latchkey || !samples[peer]) return undefined;
    const of = (name) => median(samples[name].map((sample) => sample[key]));
    return of("latchkey") / of(peer);
  };
}

/** Bad tokens are new each time: so are those of `cold`, where `me` has one that is remembered. */
function refusing(good) {
  return ({ workloads: { garbage, [good]: served } }) =>
    garbage?.latchkey && served?.latchkey && median(rates(garbage.latchkey)) / median(rates(served.latchkey));
}

function rates(samples) {
  return samples.map(({ rate }) => rate);
}

/** Each goal that the results say something about: what it is, the goal, the value, whether it is met. */
export function toGoalRows(results) {
  return goals
    .map(([what, goal, read]) => [what, goal, read(results)])
    .filter(([, , value]) => value !== undefined && !Number.isNaN(value))
    .map(([what, { text, show, isMet }, value]) => [what, text, show(value), isMet(value) ? "yes" : "no"]);
}
