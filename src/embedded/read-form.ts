import type { IncomingMessage } from "node:http";
import { oidcProvider } from "./oidc-provider.js";

const largest = 56 * 1024;

/** Reads a form of at most 56 KiB. Rejects with `invalid_request`, the caller's fault, when it is anything else. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const { InvalidRequest } = oidcProvider.errors;
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "")) {
    throw new InvalidRequest("only application/x-www-form-urlencoded bodies are supported");
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > largest) throw new InvalidRequest("the body is too large");
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
