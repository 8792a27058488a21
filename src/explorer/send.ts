import type { Answer } from "./answer.js";
import type { Operation } from "./operation.js";
import { Unreachable } from "./unreachable.js";

/** Milliseconds until the server counts as gone. */
const deadline = 30_000;

/**
 * Posts an operation. No cookie goes along and nothing is kept.
 *
 * @throws Unreachable when there is no answer within 30 s, or one that is not this API's.
 */
export async function send(operation: Operation, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(operation),
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(deadline),
  }).catch((cause: unknown) => {
    const late = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new Unreachable(late ? "The server has not answered for 30 seconds." : "The server cannot be reached.");
  });
  const text = await response.text().catch(() => "");
  const body = readJson(text);
  if (!isBody(body)) throw new Unreachable(`The server answered ${response.status}, and not as this API does.`);
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return { status: response.status, retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined, text, body };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isBody(body: unknown): body is Answer["body"] {
  return (
    typeof body === "object" && body !== null && ("data" in body || ("errors" in body && Array.isArray(body.errors)))
  );
}
