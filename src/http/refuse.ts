import type { FastifyReply } from "fastify";
import { protection } from "./protection.js";

/** The refusals that HTTP itself decides, before GraphQL is asked. */
const refusals = {
  400: { code: "BAD_REQUEST", message: "Request malformed!" },
  404: { code: "NOT_FOUND", message: "Not found" },
  405: { code: "METHOD_NOT_ALLOWED", message: "Method not allowed" },
  413: { code: "PAYLOAD_TOO_LARGE", message: "Request body is too large" },
  415: { code: "UNSUPPORTED_MEDIA_TYPE", message: "Content type must be application/json in UTF-8" },
  431: { code: "HEADERS_TOO_LARGE", message: "Too many header lines" },
} as const;

type RefusalStatus = keyof typeof refusals;

/** Answers with a refusal in the shape of a GraphQL response; a status that is not in the table is answered as 400. */
export function refuse(reply: FastifyReply, status: number): FastifyReply {
  const known = isRefusal(status) ? status : 400;
  const { code, message } = refusals[known];
  return reply
    .code(known)
    .headers(protection)
    .send({ errors: [{ message, extensions: { code } }] });
}

function isRefusal(status: number): status is RefusalStatus {
  return Object.hasOwn(refusals, status);
}
