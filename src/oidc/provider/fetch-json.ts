import { boundedFetch } from "./bounded-fetch.js";

/**
 * The JSON object at an address, within the bounds of `boundedFetch`.
 *
 * @throws Error that says why there is none: the provider's fault.
 */
export async function fetchJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const response = await boundedFetch(url, { headers: { accept: "application/json" }, signal });
  if (response.status !== 200) throw new Error(`${url} answered with status ${response.status}`);
  const document: unknown = await response.json().catch(() => {
    throw new Error(`${url} did not answer with JSON`);
  });
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new Error(`${url} did not answer with a JSON object`);
  }
  return { ...document };
}
