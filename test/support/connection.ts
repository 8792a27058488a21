import { once } from "node:events";
import { connect } from "node:net";

/** One connection to a server, spoken to in plain HTTP/1.1. */
export interface Connection {
  /** Sends bytes as they are. */
  send(text: string): void;
  /** Everything received so far. */
  readonly received: () => string;
  /** Settles when the server has closed it, with whether it did so in good order. */
  readonly closed: Promise<boolean>;
  isClosed(): boolean;
  end(): void;
}

export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  let isClosed = false;
  socket.on("data", (chunk) => {
    received += chunk;
  });
  let isReset = false;
  socket.on("error", () => {
    isReset = true;
  });
  const closed = once(socket, "close").then(() => {
    isClosed = true;
    return !isReset;
  });
  await once(socket, "connect");
  return {
    send: (text) => void socket.write(text),
    received: () => received,
    closed,
    isClosed: () => isClosed,
    end: () => void socket.destroy(),
  };
}

/** A `POST /graphql` as text, to be sent whole or in parts. */
export function toRequest(query: string, token?: string): string {
  const body = JSON.stringify({ query });
  const authorization = token === undefined ? "" : `Authorization: Bearer ${token}\r\n`;
  const length = Buffer.byteLength(body);
  return `POST /graphql HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\n${authorization}Content-Length: ${length}\r\n\r\n${body}`;
}
