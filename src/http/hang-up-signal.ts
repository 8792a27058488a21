import type { ServerResponse } from "node:http";

/** A signal that aborts when the caller closes the connection before the answer is written. */
export function toHangUpSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.destroyed) end();
  else response.once("close", end);
  return controller.signal;
}
