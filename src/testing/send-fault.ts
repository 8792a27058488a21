import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import type { Fault } from "./fault.js";

/** Answers with a fault; false when it only delays and the truth is still to be told. */
export async function sendFault(response: ServerResponse, fault: Fault): Promise<boolean> {
  const { delay = 0, end, status, headers, body } = fault;
  await setTimeout(delay, undefined, { ref: false });
  if (end === "hang") return true;
  if (end === "reset") {
    response.socket?.resetAndDestroy();
    return true;
  }
  if (status === undefined && headers === undefined && body === undefined) return false;

  response.writeHead(status ?? 200, { "content-type": "application/json", ...headers });
  // Whoever reads it may well hang up.
  await pipeline(toStream(body ?? ""), response).catch(() => {});
  return true;
}

function toStream(body: NonNullable<Fault["body"]>): Readable {
  if (typeof body === "string" || body instanceof Uint8Array) return Readable.from([body], { objectMode: false });
  if (Symbol.iterator in body || Symbol.asyncIterator in body) return Readable.from(body, { objectMode: false });
  return Readable.from([JSON.stringify(body)], { objectMode: false });
}
