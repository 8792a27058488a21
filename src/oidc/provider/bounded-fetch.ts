import { type IncomingMessage, type RequestOptions, request as requestInClear } from "node:http";
import { request as requestOverTls } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { constants, createUnzip } from "node:zlib";
import { type ProviderCall, providerCalls } from "./provider-calls.js";

/** Milliseconds from the request to the last byte of the answer. */
const deadline = 5_000;
/** Bytes of an answer, counted after decompression. */
const longest = 512 * 1024;

/** As `fetch` takes them. */
export interface BoundedFetchOptions {
  readonly method?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `fetch` from a provider that may be slow, broken or hostile: the whole answer within 5 s, 512 KB at most, and no
 * redirect followed (its status is the answer's). What it resolves to is already in memory.
 *
 * @throws Error that says which bound was passed or why the provider could not be reached: the provider's fault.
 */
export function boundedFetch(url: string, options: BoundedFetchOptions = {}): Promise<Response> {
  // Some firewalls let nobody in who does not say what they are.
  const headers = { "user-agent": "latchkey", ...options.headers };
  const call = { url, method: options.method ?? "GET", headers };
  return providerCalls.tracePromise(() => send(call, options), call);
}

/** By `node:http`, for the `fetch` of Node takes a fifth of what a login takes, for its streams. */
async function send({ url, method, headers }: ProviderCall, { body, signal }: BoundedFetchOptions): Promise<Response> {
  // Not AbortSignal.any and AbortSignal.timeout: a derived signal may be collected before it fires on Node 20.
  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  const timer = setTimeout(() => ending.abort(new Error(`no answer within ${deadline / 1000} s`)), deadline);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  try {
    const answer = await ask(url, { method, headers, signal: ending.signal }, body);
    const bytes = await readAll(unzip(answer), ending);
    const received = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const { statusCode: status = 0 } = answer;
    return new Response(bytes.byteLength === 0 ? null : bytes, { status, headers: received });
  } catch (cause) {
    ending.signal.throwIfAborted();
    throw new TypeError("fetch failed", { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function ask(url: string, options: RequestOptions, body: string | undefined): Promise<IncomingMessage> {
  const request = url.startsWith("https:") ? requestOverTls : requestInClear;
  return new Promise((resolve, reject) => {
    // What goes wrong once the answer is there, whoever reads it is told as well. An answer that switches protocols ends
    // the connection without an error.
    const closed = () => reject(new Error("the connection was closed without an answer"));
    request(url, options, resolve).on("error", reject).on("close", closed).end(body);
  });
}

/** Some keep their documents compressed, and send them so to everybody. Nothing is nothing, whatever it is said to be. */
function unzip(answer: IncomingMessage): Readable {
  const { "content-encoding": encoding = "identity" } = answer.headers;
  return encoding === "identity"
    ? answer
    : pipeline(answer, createUnzip({ finishFlush: constants.Z_SYNC_FLUSH }), () => {});
}

async function readAll(answer: Readable, ending: AbortController): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    length += chunk.length;
    if (length > longest) ending.abort(new Error(`the answer is longer than ${longest / 1024} KB`));
    ending.signal.throwIfAborted();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
