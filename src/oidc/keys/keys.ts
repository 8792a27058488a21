import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import type { OidcEvent } from "../oidc-event.js";
import { AskedToWait } from "../provider/asked-to-wait.js";
import { fetchJson } from "../provider/fetch-json.js";
import { IssuerMismatch } from "../provider/issuer-mismatch.js";
import type { Provider } from "../provider/provider.js";
import { toBackOff } from "../provider/to-back-off.js";
import { ProviderUnavailable } from "../provider-unavailable.js";
import { toReason } from "../to-reason.js";
import type { Algorithm } from "./algorithms.js";
import { importKeySet } from "./import-key-set.js";
import type { KeySet, VerificationKey } from "./key-set.js";
import { coolDown, createRefetchBudget } from "./refetch-budget.js";

export interface KeysOptions {
  readonly provider: Provider;
  readonly algorithms: readonly Algorithm[];
  /** Seconds for which the last good keys serve on through an outage. */
  readonly maxStale: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly onEvent: (event: OidcEvent) => void;
  /** Called whenever a key came, changed or went. */
  readonly onChange: () => void;
}

/** The keys of one issuer, kept current in the background. */
export interface Keys {
  /** Settles with the first attempt to load them, whether it loaded any or not. */
  readonly started: Promise<void>;
  /** What is in memory now. The same object until a key comes, changes or goes. */
  current(): KeySet | undefined;
  /**
   * The key for `kid`, or undefined when the issuer has none. An unknown `kid` may cause one fetch, within a budget.
   *
   * @throws ProviderUnavailable when there are no keys, or these may be out of date and the provider does not answer.
   */
  find(kid: string): Promise<VerificationKey | undefined>;
  /** Seconds since they were read last; infinite when they never were. */
  age(): number;
  close(): void;
}

/** Milliseconds between two loads while all is well; a key the provider withdrew is gone after 60 s at most. */
const interval = 50_000;
/** The longest wait between two attempts while the provider is down: with keys to serve on with, and without any. */
const longestBackOff = { withKeys: 30_000, withoutKeys: 2_000 };
/** Milliseconds for which good keys outlast a set without one: an accident at the provider, or a decision. */
const emptyGrace = 5 * 60_000;

/**
 * Starts loading the keys of an issuer and keeps them current: every 50 s, whatever the answer says about caching;
 * after a failure by back-off, 1 s doubling to 30 s (2 s while there are none), or when the provider asked to be left
 * alone for longer, after that. One fetch at a time.
 */
export function startKeys({ provider, algorithms, maxStale, log, clock, onEvent, onChange }: KeysOptions): Keys {
  const { issuer } = provider;
  const mayRefetch = createRefetchBudget(clock);
  const closing = new AbortController();
  let keys: KeySet | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let emptySince: number | undefined;
  let failures = 0;
  /** Milliseconds that the provider asked to be left alone for, by the last failure. */
  let asked = 0;
  let nextAttempt = 0;
  let callOff = () => {};
  let loading: Promise<void> | undefined;
  let refusedBefore = "";

  function load(): Promise<void> {
    loading ??= attempt();
    return loading;
  }

  async function attempt(): Promise<void> {
    callOff();
    try {
      // After a failure the metadata may be what is out of date.
      const { jwks_uri } = await (failures === 0 ? provider.metadata() : provider.reload());
      const document = await fetchJson(jwks_uri ?? "", closing.signal);
      adopt(await importKeySet(document, algorithms, keys));
      onEvent({ type: "key-fetch", outcome: "loaded" });
    } catch (error) {
      fail(error);
    }
    loading = undefined;
    if (closing.signal.aborted) return;
    const longest = keys === undefined ? longestBackOff.withoutKeys : longestBackOff.withKeys;
    const delay = failures === 0 ? interval : Math.max(asked, toBackOff(failures, longest));
    nextAttempt = clock.elapsed() + delay;
    callOff = clock.after(delay, load);
  }

  function adopt({ keys: loaded, refused }: Awaited<ReturnType<typeof importKeySet>>): void {
    const refusedNow = refused.join("; ");
    if (refusedNow !== "" && refusedNow !== refusedBefore)
      log.warn({ issuer, refused }, "keys of the provider refused");
    refusedBefore = refusedNow;
    if (loaded.size === 0) {
      emptySince ??= clock.elapsed();
      if (clock.elapsed() - emptySince >= emptyGrace) drop("the provider publishes no usable key");
      throw new Error("the key set has no usable key");
    }
    emptySince = undefined;
    loadedAt = clock.elapsed();
    if (failures > 0) log.info({ issuer }, "keys of the provider can be read again");
    failures = 0;
    if (keys === undefined || !isSame(keys, loaded)) replace(loaded);
  }

  function fail(error: unknown): void {
    if (closing.signal.aborted) return;
    failures += 1;
    onEvent({ type: "key-fetch", outcome: "failed" });
    const cause = error instanceof ProviderUnavailable ? error.cause : error;
    asked = cause instanceof AskedToWait ? cause.milliseconds : 0;
    if (failures === 1) {
      const details = cause instanceof IssuerMismatch ? { expected: cause.expected, received: cause.received } : {};
      log.error({ issuer, ...details, reason: toReason(cause) }, "keys of the provider cannot be read");
    }
    if (clock.elapsed() - loadedAt > maxStale * 1000) drop("the keys are too old to serve on with");
  }

  function replace(loaded: KeySet): void {
    keys = loaded;
    log.info({ issuer, kids: [...loaded.keys()] }, "keys of the provider loaded");
    onEvent({ type: "keys-changed", issuer, kids: [...loaded.keys()] });
    onChange();
  }

  function drop(reason: string): void {
    if (keys === undefined) return;
    keys = undefined;
    log.error({ issuer, reason }, "keys of the provider dropped");
    onEvent({ type: "keys-changed", issuer, kids: [] });
    onChange();
  }

  function unavailable(): ProviderUnavailable {
    const seconds = Math.max(1, Math.ceil((nextAttempt - clock.elapsed()) / 1000));
    return new ProviderUnavailable("Error while decoding token", seconds);
  }

  const started = load();
  let isStarted = false;
  void started.then(() => {
    isStarted = true;
  });

  async function find(kid: string): Promise<VerificationKey | undefined> {
    if (!isStarted) await started;
    if (failures === 0 && keys?.get(kid) === undefined) {
      if (loading !== undefined) await loading;
      if (keys?.get(kid) === undefined && failures === 0 && mayRefetch(kid)) await load();
    }
    if (keys === undefined) throw unavailable();
    const key = keys.get(kid);
    if (key === undefined && failures > 0 && clock.elapsed() - loadedAt > coolDown) throw unavailable();
    return key;
  }

  return {
    started,
    current: () => keys,
    find,
    age: () => (clock.elapsed() - loadedAt) / 1000,
    close() {
      closing.abort(new Error("closed"));
      callOff();
    },
  };
}

function isSame(one: KeySet, other: KeySet): boolean {
  return one.size === other.size && [...one].every(([kid, key]) => other.get(kid)?.fingerprint === key.fingerprint);
}
