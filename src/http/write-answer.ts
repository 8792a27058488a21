import type { OutgoingHttpHeader } from "node:http";
import type { GraphQLResponse } from "@apollo/server";
import type { FastifyReply } from "fastify";
import { protection } from "./protection.js";
import { stages } from "./stages.js";
import { toCacheControl } from "./to-cache-control.js";

/** Headers that every answer has, in one spelling. */
const written = new Set([...Object.keys(protection), "content-type", "content-length"]);

/** Answers in one write, with the headers that others have put on the reply. */
export function writeAnswer(reply: FastifyReply, { body, http }: GraphQLResponse, contentType: string): void {
  if (body.kind !== "single") throw new Error("Incremental delivery is not offered");
  const { errors, data, extensions } = body.singleResult;
  const text = `${JSON.stringify({ errors, data, extensions })}\n`;
  const headers = reply.getHeaders();
  for (const [name, value] of http.headers) headers[name] = value;
  const lines: OutgoingHttpHeader[] = [
    "cache-control",
    toCacheControl(headers["cache-control"]),
    "x-content-type-options",
    protection["x-content-type-options"],
    "referrer-policy",
    protection["referrer-policy"],
    "content-type",
    headers["content-type"] ?? contentType,
    "content-length",
    Buffer.byteLength(text),
  ];
  for (const name in headers) if (!written.has(name)) lines.push(name, headers[name] ?? "");
  // Before anything is decided: what is no header throws.
  reply.raw.writeHead(http.status ?? 200, lines);
  reply.hijack();
  stages.send({ response: reply.raw, text });
}
