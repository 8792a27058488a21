import { startTestProvider, type TestProvider, type TestProviderOptions } from "latchkey/testing";
import { pino } from "pino";
import { readSettings, type Settings } from "#latchkey/config.js";
import { type ServerParts, startServer } from "#latchkey/server.js";
import { toLogOptions } from "#latchkey/telemetry/create-log.js";
import { keepOutput, noteSecret } from "./trail.js";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server said; tests look into it.
  readonly body: any;
}

export interface AskOptions {
  readonly variables?: object;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API as its users meet it: real HTTP in front of it, a provider on loopback behind it. */
export interface Api {
  readonly url: string;
  readonly origin: string;
  readonly provider: TestProvider;
  /** What it counts, as Prometheus reads it: with `metricsPort` alone. */
  readonly metrics: () => Promise<string>;
  readonly metricsUrl: string | undefined;
  /** Everything it has logged so far, at the most talkative level. */
  readonly logged: () => string;
  /** Posts an operation to `/graphql`. */
  ask(query: string, options?: AskOptions): Promise<Answer>;
  /** Any request, as it is. */
  send(path: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

export async function startApi(
  settings: Partial<Settings> = {},
  providerOptions: TestProviderOptions = {},
  whileStarting: (provider: TestProvider) => Promise<void> = async () => {},
  parts: ServerParts = {},
): Promise<Api> {
  const provider = await startTestProvider(providerOptions);
  await whileStarting(provider);
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    keepOutput(line);
  };
  const log = pino(toLogOptions(settings.logLevel ?? "trace"), { write });
  noteSecret(provider.clientSecret);
  const { issuer, clientId, clientSecret } = provider;
  const server = await startServer(
    {
      ...readSettings({ PORT: "0", HOST: "127.0.0.1" }),
      ...settings,
      provider: settings.provider ?? { issuer, clientId, clientSecret, discoveryUrl: undefined },
    },
    log,
    parts,
  );
  const { origin } = new URL(server.url);

  /** As often as the run says, so that what was asked before is answered again; what changes something, once. */
  async function ask(query: string, init: RequestInit): Promise<Answer> {
    const again = /\bmutation\b/.test(query) ? 0 : Number(process.env.ASK_AGAIN ?? 0);
    for (let i = 0; i < again; i += 1) await send("/graphql", init);
    return send("/graphql", init);
  }

  async function send(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(new URL(path, origin), init);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  return {
    url: server.url,
    origin,
    provider,
    metricsUrl: server.metricsUrl,
    metrics: async () => (await fetch(server.metricsUrl ?? "")).text(),
    logged: () => lines.join(""),
    send,
    ask: (query, { variables, token, headers } = {}) =>
      ask(query, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      }),
    async close() {
      await server.close();
      await provider.stop();
    },
  };
}
