import { AskedToWait } from "./asked-to-wait.js";
import { boundedFetch } from "./bounded-fetch.js";
import { toRetryAfter } from "./to-retry-after.js";

/**
 * The JSON object at an address, within the bounds of `boundedFetch`.
 *
 * @throws AskedToWait, or another Error, that says why there is none: the provider's fault.
 */
export async function fetchJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const response = await boundedFetch(url, { headers: { accept: "application/json" }, signal });
  const refusal = `${url} answered with status ${response.status}`;
  if (response.status === 429) throw new AskedToWait(refusal, toRetryAfter(response.headers));
  if (response.status !== 200) throw new Error(refusal);
  const document: unknown = await response.json().catch(() => {
    throw new Error(`${url} did not answer with JSON`);
  });
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new Error(`${url} did not answer with a JSON object`);
  }
  return { ...document };
}
