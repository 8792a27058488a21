import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { DecisionEvent } from "../graphql/decision-event.js";
import type { OidcEvent } from "../oidc/oidc-event.js";
import type { VerifierStatistics } from "../oidc/start-verifier.js";
import type { SessionCall } from "./audit.js";
import { codeShape } from "./code-shape.js";

/** What is asked when somebody reads the metrics, and costs nothing until then. */
export interface MetricSources {
  readonly verifier: () => VerifierStatistics;
  /** Calls to the provider on somebody's behalf. */
  readonly calls: () => { readonly inFlight: number; readonly waiting: number };
  readonly endedSessions: () => number;
}

/** Counts what happens. No label is what a caller wrote: there are as many series as codes, whoever asks for what. */
export interface Metrics {
  countRequest(type: string, code: string, seconds: number): void;
  countDecision(event: DecisionEvent): void;
  countSession(call: SessionCall, code: string): void;
  countEvent(event: OidcEvent): void;
  watch(sources: MetricSources): void;
  /** All of it in the text format of Prometheus. */
  read(): Promise<string>;
  readonly contentType: string;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Resolvers may answer with codes of their own: as many as this are told apart, if they look like codes. */
const mostCodes = 50;

/** Metrics of one server: another in the same process has its own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `latchkey_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `latchkey_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });

  const durations = new Histogram({
    name: "latchkey_request_duration_seconds",
    help: "Requests to /graphql, from the first header to the end of the answer, by operation type and code",
    labelNames: ["type", "code"],
    buckets,
    registers,
  });
  const decisions = counter("decisions_total", "Operations refused, as a whole or in part", ["code", "enforced"]);
  const sessions = counter("session_calls_total", "Logins, refreshes and logouts, by outcome", ["call", "code"]);
  const fetches = counter("key_fetches_total", "Attempts to read the keys of a provider", ["outcome"]);
  const calls = counter("provider_calls_total", "Calls to the provider on somebody's behalf", ["outcome"]);
  const logoutTokens = counter("logout_tokens_total", "Logout tokens of the provider", ["outcome"]);

  const codes = new Set<string>();
  function toLabel(code: string): string {
    if (codes.has(code)) return code;
    if (codes.size >= mostCodes || !codeShape.test(code)) return "OTHER";
    codes.add(code);
    return code;
  }

  /** By type and code: looked up once a request, made once. */
  const series = new Map<string, Map<string, Histogram.Internal<"type" | "code">>>();
  function findSeries(type: string, code: string): Histogram.Internal<"type" | "code"> {
    let ofType = series.get(type);
    if (ofType === undefined) {
      ofType = new Map();
      series.set(type, ofType);
    }
    let found = ofType.get(code);
    if (found === undefined) {
      const label = toLabel(code);
      found = durations.labels(type, label);
      if (label === code) ofType.set(code, found);
    }
    return found;
  }

  return {
    countRequest: (type, code, seconds) => findSeries(type, code).observe(seconds),
    countDecision: ({ code, enforce }) => decisions.inc({ code, enforced: enforce === "refuse" ? "yes" : "no" }),
    countSession: (call, code) => sessions.inc({ call, code }),
    countEvent({ type, ...event }) {
      if (!("outcome" in event)) return;
      const counters = { "key-fetch": fetches, "provider-call": calls, "logout-token": logoutTokens };
      if (type !== "keys-changed") counters[type].inc({ outcome: event.outcome });
    },
    watch({ verifier, calls: readCalls, endedSessions }) {
      gauge("provider_calls_in_flight", "Calls to the provider under way", () => readCalls().inFlight);
      gauge("provider_calls_waiting", "Calls to the provider that wait for their turn", () => readCalls().waiting);
      gauge("ended_sessions", "Ended sessions and used logout tokens that are remembered", endedSessions);
      new Gauge({
        name: "latchkey_key_age_seconds",
        help: "Time since the keys of an issuer were read last; absent until they are",
        labelNames: ["issuer"],
        registers,
        collect() {
          for (const [issuer, age] of verifier().keyAges) if (Number.isFinite(age)) this.set({ issuer }, age);
        },
      });
      new Counter({
        name: "latchkey_tokens_total",
        help: "Access tokens presented: remembered, or to be verified",
        labelNames: ["memory"],
        registers,
        collect() {
          const { hits, misses } = verifier();
          this.reset();
          this.inc({ memory: "hit" }, hits);
          this.inc({ memory: "miss" }, misses);
        },
      });
    },
    read: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
