import { type ProviderCall, providerCalls } from "./provider-calls.js";

/** Milliseconds from the request to the last byte of the answer. */
const deadline = 5_000;
/** Bytes of an answer, counted after decompression. */
const longest = 512 * 1024;

/** As `fetch` takes them; a caller's own choice about redirects is not heard. */
export interface BoundedFetchOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: RequestInit["body"];
  readonly signal?: AbortSignal | undefined;
}

/**
 * `fetch` to a provider that may be slow, broken or hostile: the whole answer within 5 s, 512 KB at most, and no
 * redirect followed (its status is the answer's). What it resolves to is already in memory.
 *
 * @throws Error that says which bound was passed or why the provider could not be reached: the provider's fault.
 */
export function boundedFetch(url: string, options: BoundedFetchOptions = {}): Promise<Response> {
  const call = { url, method: options.method ?? "GET", headers: { ...options.headers } };
  return providerCalls.tracePromise(() => send(call, options), call);
}

async function send({ url, method, headers }: ProviderCall, { body, signal }: BoundedFetchOptions): Promise<Response> {
  // Not AbortSignal.any and AbortSignal.timeout: a derived signal may be collected before it fires on Node 20.
  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  const timer = setTimeout(() => ending.abort(new Error(`no answer within ${deadline / 1000} s`)), deadline);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect: "manual",
      signal: ending.signal,
    });
    const bytes = await readAtMost(longest, response, ending);
    const kept = new Headers(response.headers);
    kept.delete("content-encoding");
    kept.delete("content-length");
    const { status, statusText } = response;
    return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers: kept });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function readAtMost(
  limit: number,
  response: Response,
  ending: AbortController,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) {
      const tooLong = new Error(`the answer is longer than ${limit / 1024} KB`);
      ending.abort(tooLong);
      throw tooLong;
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
