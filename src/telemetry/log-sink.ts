import { write, writeSync } from "node:fs";

/** Where lines go. To write to it never waits and never throws. */
export interface LogSink {
  write(line: string): void;
}

/** Characters that wait for a reader at most; lines beyond are lost, and counted. */
const most = 4 * 1024 * 1024;
/** Milliseconds until the next try when nothing can be written. */
const pause = 100;
/** Milliseconds that the end of the program waits for the last lines to go. */
const lastWait = 200;

/**
 * A file descriptor as the place for log lines, whatever becomes of it: a reader that has stopped, a full disk or a
 * closed pipe costs lines once 4 MB wait, and never a request. Not pino's own destination (sonic-boom 4): its last flush
 * tries a full disk, or a reader that has stopped, again for ever, so that the program does not end.
 *
 * @param onLost is told how many lines were lost, once lines can be written again.
 */
export function createLogSink(fd: number, onLost: (lines: number) => void): LogSink {
  let waiting = "";
  let sending = Buffer.alloc(0);
  let state: "idle" | "writing" | "pausing" = "idle";
  let lost = 0;

  function send(): void {
    if (sending.length === 0) {
      sending = Buffer.from(waiting);
      waiting = "";
    }
    state = sending.length === 0 ? "idle" : "writing";
    if (state === "idle") return;
    write(fd, sending, (error, written) => {
      if (error !== null) {
        state = "pausing";
        setTimeout(send, pause).unref();
        return;
      }
      sending = sending.subarray(written);
      send();
      if (lost > 0 && waiting.length < most / 2) {
        const lines = lost;
        lost = 0;
        onLost(lines);
      }
    });
  }

  process.once("exit", () => {
    // What is being written is written by another thread, which the program waits for.
    let rest = Buffer.concat([state === "writing" ? Buffer.alloc(0) : sending, Buffer.from(waiting)]);
    const deadline = performance.now() + lastWait;
    while (rest.length > 0 && performance.now() < deadline) {
      try {
        rest = rest.subarray(writeSync(fd, rest));
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
      }
    }
  });

  return {
    write(line) {
      if (waiting.length + line.length > most) {
        lost += 1;
        return;
      }
      waiting += line;
      if (state === "idle") send();
    },
  };
}
