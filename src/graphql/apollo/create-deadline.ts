/** Waits for what is under way. */
export interface Deadline {
  /** Calls `late` unless the function that is returned has been called in time. */
  start(late: () => void): () => void;
}

/** A deadline of so many milliseconds. It has one timer for all that is under way: what was first is due first. */
export function createDeadline(milliseconds: number): Deadline {
  const underWay = new Set<{ readonly due: number; readonly late: () => void }>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    const now = performance.now();
    for (const entry of underWay) {
      if (entry.due > now) {
        timer = setTimeout(look, Math.ceil(entry.due - now)).unref();
        return;
      }
      underWay.delete(entry);
      entry.late();
    }
  }

  return {
    start(late) {
      const entry = { due: performance.now() + milliseconds, late };
      underWay.add(entry);
      if (timer === undefined) timer = setTimeout(look, milliseconds).unref();
      return () => {
        underWay.delete(entry);
      };
    },
  };
}
