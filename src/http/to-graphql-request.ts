import { type GraphQLRequest, HeaderMap } from "@apollo/server";
import type { FastifyRequest } from "fastify";

/** What `errorStatus` has to know of such a request. */
const jsonAlone = { method: "POST", headers: new HeaderMap([["accept", "application/json"]]), search: "", body: {} };

/** What the body of an ordinary POST asks for; undefined for a body that is not ordinary. */
export function toGraphqlRequest({ headers }: FastifyRequest, body: unknown): GraphQLRequest | undefined {
  if (!isObject(body)) return undefined;
  const { query, operationName, variables, extensions, documentId } = body;
  if (typeof query !== "string" || query === "" || documentId !== undefined) return undefined;
  if (!isAbsent(operationName) && typeof operationName !== "string") return undefined;
  if (!isAbsent(variables) && !isObject(variables)) return undefined;
  if (!isAbsent(extensions) && !isObject(extensions)) return undefined;
  return {
    query,
    ...(headers.accept === "application/json" && { http: jsonAlone }),
    ...(!isAbsent(operationName) && { operationName }),
    ...(!isAbsent(variables) && { variables }),
    ...(!isAbsent(extensions) && { extensions }),
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
