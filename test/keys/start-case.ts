import { startTestProvider, type TestProvider, type TestProviderOptions } from "latchkey/testing";
import { type StartedVerifier, startVerifier } from "#latchkey/oidc/start-verifier.js";
import { createFakeClock, type FakeClock } from "./fake-clock.js";
import { type RecordedLog, recordLog } from "./record-log.js";

/** A provider, a verifier of its tokens, and time between them that passes when told to. */
export interface Case {
  readonly provider: TestProvider;
  readonly clock: FakeClock;
  readonly log: RecordedLog;
  /** Starts the verifier; its first load has settled. */
  start(options?: { readonly issuer?: string; readonly discoveryUrl?: string }): Promise<StartedVerifier>;
  /** A token that is good now, by the fake clock. */
  mint(claims?: object): string;
  /** Ends everything that was started. */
  end(): Promise<void>;
}

export async function startCase(options: TestProviderOptions = {}): Promise<Case> {
  const provider = await startTestProvider({ algorithm: "ES256", ...options });
  const clock = createFakeClock();
  const log = recordLog();
  const verifiers: StartedVerifier[] = [];
  return {
    provider,
    clock,
    log,
    async start({ issuer = provider.issuer, discoveryUrl } = {}) {
      const verifier = startVerifier({ issuer, discoveryUrl, clientId: "local-api", log }, clock);
      verifiers.push(verifier);
      await verifier.started;
      return verifier;
    },
    mint(claims) {
      const now = Math.floor(clock.now() / 1000);
      return provider.mint({ iat: now, exp: now + 300, ...claims });
    },
    async end() {
      for (const verifier of verifiers) verifier.close();
      await provider.stop();
    },
  };
}
