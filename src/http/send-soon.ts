import type { ServerResponse } from "node:http";

/** Milliseconds that an answer waits for others at most, and for the one that is being worked on. */
const patience = 0.5;

let waiting: { readonly response: ServerResponse; readonly text: string }[] = [];
let since = 0;

/**
 * Ends a response whose head has been written, with others of the same turn of the event loop. To write each at once
 * wakes its reader each time, and costs half of all that there is to do for a small answer. What takes longer to be made
 * does not wait: its reader has something to do meanwhile.
 */
export function sendSoon(response: ServerResponse, text: string): void {
  const now = performance.now();
  if (waiting.length === 0) {
    since = now;
    setImmediate(sendAll);
  }
  waiting.push({ response, text });
  if (now - since > patience) sendAll();
}

function sendAll(): void {
  const answers = waiting;
  waiting = [];
  for (const { response, text } of answers) response.end(text);
}
