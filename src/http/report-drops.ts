import type { Server } from "node:net";

/** Milliseconds of which one line tells. */
const period = 1_000;

/** Says how many connections were closed as they came, because as many as may be were open. */
export function reportDrops(server: Server, log: { warn(details: object, message: string): void }): void {
  let connections = 0;
  server.on("drop", () => {
    connections += 1;
    if (connections > 1) return;
    setTimeout(() => {
      log.warn({ connections }, "Connections were refused: MAX_CONNECTIONS are open");
      connections = 0;
    }, period).unref();
  });
}
