import { AsyncResource } from "node:async_hooks";
import type { ServerResponse } from "node:http";

/** Milliseconds from the first one on after which those who are together wait for no more. */
const patience = 0.5;

interface Answer {
  /** Its head has been written. */
  readonly response: ServerResponse;
  readonly text: string;
}

const sending = createStage<Answer>((answers) => {
  for (const { response, text } of answers) response.end(text);
});
const answering = createStage<() => void>((works) => {
  for (const work of works) work();
  sending.run();
});

/**
 * What requests of one turn of the event loop go through side by side: all are read, then all are worked on, then all
 * answers are written. One after the other, each of the three would push what the next one needs out of the caches, and
 * each write would wake its reader: that is half of all that there is to do for a small answer. What takes longer to be
 * made does not wait: its reader has something to do meanwhile.
 */
export const stages = {
  /** Does what is to be done for a request whose body has arrived, in the asynchronous context it is in. `work` must not throw. */
  answer(work: () => void): void {
    const own = new AsyncResource("Answer");
    answering.add(() => own.runInAsyncScope(work));
  },
  send: sending.add,
};

/** Handles together what is added in one turn of the event loop, at its end. */
function createStage<Item>(handle: (items: readonly Item[]) => void) {
  let items: Item[] = [];
  let since = 0;

  function run(): void {
    const together = items;
    items = [];
    handle(together);
  }

  return {
    add(item: Item): void {
      const now = performance.now();
      if (items.length === 0) {
        since = now;
        setImmediate(run);
      }
      items.push(item);
      if (now - since > patience) run();
    },
    run,
  };
}
