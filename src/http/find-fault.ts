import type { IncomingMessage } from "node:http";
import type { RefusalStatus } from "./refuse.js";

const mostHeaders = 2_000;

/** The checks that every request passes by its head, in this order; undefined when it passes them all. */
export function findFault(request: IncomingMessage): RefusalStatus | undefined {
  // Gone already, and nobody knows from where: there is nobody to answer, or to count anything against.
  if (request.socket.remoteAddress === undefined) return 400;
  if (request.rawHeaders.length / 2 >= mostHeaders) return 431;
  if (!isHostClear(request)) return 400;
  if (isCompressed(request)) return 415;
  return undefined;
}

/** One `Host`, as RFC 9112, section 3.2, demands; HTTP/1.0 knows none. Node keeps the first and drops the rest. */
function isHostClear({ rawHeaders, httpVersionMinor }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (isHost(rawHeaders[i])) hosts += 1;
  return hosts === 1 || (hosts === 0 && httpVersionMinor === 0);
}

function isHost(name = ""): boolean {
  return name.length === 4 && name.toLowerCase() === "host";
}

/** Nothing is unpacked here: a few bytes could be as many as they like. */
function isCompressed({ headers }: IncomingMessage): boolean {
  const encoding = headers["content-encoding"];
  return encoding !== undefined && encoding.toLowerCase() !== "identity";
}
