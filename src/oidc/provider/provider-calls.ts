import { tracingChannel } from "node:diagnostics_channel";

/** A call to a provider. Who is told of it may add header lines before it is made. */
export interface ProviderCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
}

/** Where whoever watches calls to providers subscribes: `latchkey:provider-call`, with the `Response` as the result. */
export const providerCalls = tracingChannel<unknown, ProviderCall>("latchkey:provider-call");
