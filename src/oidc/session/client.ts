import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  type ServerMetadata,
} from "openid-client";
import pLimit from "p-limit";
import { GrantRefused, type GrantRefusedCode } from "../grant-refused.js";
import type { Log } from "../log.js";
import type { OidcEvent } from "../oidc-event.js";
import { boundedFetch } from "../provider/bounded-fetch.js";
import type { Provider } from "../provider/provider.js";
import { ProviderUnavailable } from "../provider-unavailable.js";
import { toRefusal } from "./to-refusal.js";

export interface ClientOptions {
  readonly provider: Provider;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Asked for at login, separated by spaces. */
  readonly scope: string;
  readonly log: Log;
  readonly onEvent: (event: OidcEvent) => void;
}

/** This API as a confidential client of its provider. */
export interface Client {
  readonly scope: string;
  /**
   * Makes one call to the provider: at most 20 in flight, at most 100 waiting behind them, each answered within 5 s
   * of being asked for. It is never repeated. `signal` ends it early.
   *
   * @throws GrantRefused with `refused` when the provider answers `invalid_grant`; see `toRefusal` for the rest.
   */
  call<Answer>(
    refused: GrantRefusedCode,
    signal: AbortSignal,
    request: (configuration: Configuration) => Promise<Answer>,
  ): Promise<Answer>;
  /** Calls under way, and those that wait for their turn. */
  load(): { readonly inFlight: number; readonly waiting: number };
}

const deadline = 5_000;
const inFlight = 20;
const waiting = 100;

export function createClient({ provider, clientId, clientSecret, scope, log, onEvent }: ClientOptions): Client {
  const limit = pLimit(inFlight);

  function configure(metadata: ServerMetadata, signal: AbortSignal): Configuration {
    // A provider that does not list its methods takes HTTP Basic (OpenID Connect Discovery 1.0, section 3).
    const posts = metadata.token_endpoint_auth_methods_supported?.includes("client_secret_post") ?? false;
    const authentication = posts ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
    const configuration = new Configuration(metadata, clientId, undefined, authentication);
    if (metadata.token_endpoint?.startsWith("http:")) allowInsecureRequests(configuration);
    // What it sends are forms.
    configuration[customFetch] = (url, { method, headers, body }) =>
      boundedFetch(url, { method, headers, body: String(body), signal });
    return configuration;
  }

  return {
    scope,
    load: () => ({ inFlight: limit.activeCount, waiting: limit.pendingCount }),
    async call(refused, caller, request) {
      if (limit.pendingCount >= waiting) throw new ProviderUnavailable("Too many people are logging in at once");
      // Not AbortSignal.any and AbortSignal.timeout: a derived signal may be collected before it fires on Node 20.
      const ending = new AbortController();
      const end = () => ending.abort();
      const timer = setTimeout(end, deadline);
      caller.addEventListener("abort", end, { once: true });
      if (caller.aborted) end();
      return limit(async () => {
        try {
          ending.signal.throwIfAborted();
          const answer = await request(configure(await provider.metadata(), ending.signal));
          onEvent({ type: "provider-call", outcome: "answered" });
          return answer;
        } catch (error) {
          if (caller.aborted) throw new ProviderUnavailable("Nobody is waiting for the answer any more");
          const refusal = await toRefusal(error, refused, log);
          onEvent({ type: "provider-call", outcome: refusal instanceof GrantRefused ? "refused" : "failed" });
          throw refusal;
        } finally {
          clearTimeout(timer);
          caller.removeEventListener("abort", end);
        }
      });
    },
  };
}
