import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyReply } from "fastify";
import { protection } from "./protection.js";
import { refusals } from "./refusals.js";

export type RefusalStatus = keyof typeof refusals;

/** Answers with a refusal in the shape of a GraphQL response; a status that is not in the table is answered as 400. */
export function refuse(reply: FastifyReply, status: number): FastifyReply {
  const known = isRefusal(status) ? status : 400;
  return reply.code(known).headers(protection).send(toBody(known));
}

/** The same on a connection whose request could not be read, and its end. */
export function refuseConnection(socket: Duplex, status: RefusalStatus): void {
  const body = JSON.stringify(toBody(status));
  const headers = {
    ...protection,
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}

function toBody(status: RefusalStatus) {
  const { code, message } = refusals[status];
  return { errors: [{ message, extensions: { code } }] };
}

function isRefusal(status: number): status is RefusalStatus {
  return Object.hasOwn(refusals, status);
}
