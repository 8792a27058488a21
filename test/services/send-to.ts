import { request as requestPlain } from "node:http";
import { request as requestOverTls } from "node:https";

export interface Sent {
  readonly status: number;
  readonly text: string;
}

export interface Sending {
  readonly variables?: object;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The loopback address to come from. */
  readonly from?: string;
  /** Whom to trust over TLS, as PEM. */
  readonly ca?: Buffer;
}

/** Posts an operation over a connection of its own; 0 when there was no answer. */
export function sendTo(
  url: string,
  query: string,
  { variables, token, headers, from, ca }: Sending = {},
): Promise<Sent> {
  const request = url.startsWith("https:") ? requestOverTls : requestPlain;
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent: false,
        localAddress: from,
        ca,
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.on("error", ({ message }) => resolve({ status: 0, text: message }));
      },
    );
    sent.on("error", ({ message }) => resolve({ status: 0, text: message }));
    sent.end(JSON.stringify({ query, variables }));
  });
}
