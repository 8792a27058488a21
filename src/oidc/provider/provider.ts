import type { ServerMetadata } from "openid-client";
import { type Clock, systemClock } from "../clock.js";
import { ProviderUnavailable } from "../provider-unavailable.js";
import { AskedToWait } from "./asked-to-wait.js";
import { fetchJson } from "./fetch-json.js";
import { toBackOff } from "./to-back-off.js";
import { toDiscoveryUrl } from "./to-discovery-url.js";
import { toServerMetadata } from "./to-server-metadata.js";

export interface ProviderOptions {
  /** `iss` of its tokens and `issuer` of its metadata, to the letter. */
  readonly issuer: string;
  /** Where to read the metadata; below `issuer` when not set. The well-known path is added where it is missing. */
  readonly discoveryUrl?: string | undefined;
}

/** One OpenID provider, known by its metadata (OpenID Connect Discovery 1.0). */
export interface Provider {
  readonly issuer: string;
  /**
   * Its metadata: from memory once read, read once however many ask at the same time.
   *
   * @throws ProviderUnavailable while it cannot be read; at once, without asking the provider, until the next attempt
   *   is due (1 s after the first failure, doubling to 30 s; later when it asked for that). `cause` says why.
   */
  metadata(): Promise<ServerMetadata>;
  /** Reads the metadata anew, now; what is in memory stays there when that fails. Throws as `metadata()` does. */
  reload(): Promise<ServerMetadata>;
  /** Ends what is under way. */
  close(): void;
}

const longestBackOff = 30_000;

/** Does no I/O until it is asked for metadata. */
export function createProvider({ issuer, discoveryUrl }: ProviderOptions, clock: Clock = systemClock): Provider {
  const address = toDiscoveryUrl(issuer, discoveryUrl);
  const closing = new AbortController();
  let known: ServerMetadata | undefined;
  let reading: Promise<ServerMetadata> | undefined;
  let failures = 0;
  let nextAttempt = Number.NEGATIVE_INFINITY;
  let lastError: unknown;

  function unavailable(): ProviderUnavailable {
    const seconds = Math.max(1, Math.ceil((nextAttempt - clock.elapsed()) / 1000));
    return new ProviderUnavailable("The identity provider cannot be reached", seconds, { cause: lastError });
  }

  async function read(): Promise<ServerMetadata> {
    try {
      known = toServerMetadata(await fetchJson(address, closing.signal), issuer, address);
      failures = 0;
      return known;
    } catch (error) {
      lastError = error;
      failures += 1;
      const asked = error instanceof AskedToWait ? error.milliseconds : 0;
      nextAttempt = clock.elapsed() + Math.max(asked, toBackOff(failures, longestBackOff));
      throw unavailable();
    } finally {
      reading = undefined;
    }
  }

  function reload(): Promise<ServerMetadata> {
    reading ??= read();
    return reading;
  }

  return {
    issuer,
    reload,
    async metadata() {
      if (known !== undefined) return known;
      if (reading === undefined && failures > 0 && clock.elapsed() < nextAttempt) throw unavailable();
      return reload();
    },
    close: () => closing.abort(new Error("closed")),
  };
}
