import type { ServerResponse } from "node:http";

/** One request under way, for whoever works on its answer. */
export class Call {
  readonly #response: ServerResponse;
  #controller: AbortController | undefined;
  #ended: Error | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /**
   * Aborts when nobody waits for the answer any more: the call was ended, or the caller closed the connection before the
   * answer was written. Made when it is first asked for, which most requests never do.
   */
  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const response = this.#response;
    const controller = new AbortController();
    this.#controller = controller;
    const hangUp = () => {
      if (!response.writableFinished) controller.abort();
    };
    if (this.#ended !== undefined) controller.abort(this.#ended);
    else if (response.destroyed) hangUp();
    else response.once("close", hangUp);
    return controller.signal;
  }

  /** Says that nobody waits any more, and why. */
  end(reason: Error): void {
    this.#ended = reason;
    this.#controller?.abort(reason);
  }
}
