import type { Readable } from "node:stream";

/** Collects what arrives: calls one of the two, once. */
export function readBody(payload: Readable, received: (body: Buffer) => void, failed: (error: Error) => void): void {
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  let isOver = false;
  payload.on("data", (chunk: Buffer) => {
    if (first === undefined) first = chunk;
    else if (chunks === undefined) chunks = [first, chunk];
    else chunks.push(chunk);
  });
  payload.on("end", () => {
    isOver = true;
    received(chunks === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(chunks));
  });
  payload.on("error", (error) => {
    if (!isOver) failed(error);
  });
}
