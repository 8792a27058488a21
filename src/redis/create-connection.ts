import { createClient } from "@redis/client";

/** Milliseconds between two signs of life. */
export const pulse = 1_000;
/** Milliseconds after which a Redis that says nothing is given up. */
const silence = 5_000;

/**
 * One connection to Redis. It never waits for Redis to be there: what is asked of it meanwhile is refused.
 *
 * @param reconnect milliseconds from an outage to the next attempt, or false to stay closed.
 */
export function createConnection(url: string, reconnect: number | false) {
  const client = createClient({
    url,
    socket: {
      reconnectStrategy: reconnect === false ? false : () => reconnect,
      connectTimeout: silence,
      socketTimeout: silence,
    },
    pingInterval: pulse,
    disableOfflineQueue: true,
    maintNotifications: "disabled",
  });
  // Whoever waits for an answer is told as well.
  return client.on("error", () => {});
}
