import type { OutgoingHttpHeader } from "node:http";
import {
  type ApolloServer,
  type BaseContext,
  type GraphQLRequest,
  type GraphQLResponse,
  HeaderMap,
} from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toCacheControl } from "./to-cache-control.js";

const json = "application/json; charset=utf-8";
const graphqlJson = "application/graphql-response+json; charset=utf-8";
/** What Apollo answers with, by the `Accept` of common clients. Any other is negotiated. */
const contentTypes = new Map<string | undefined, string>([
  [undefined, json],
  ["*/*", json],
  ["application/json", json],
  ["application/graphql-response+json", graphqlJson],
  ["application/graphql-response+json,application/json;q=0.9", graphqlJson],
]);

/**
 * Answers `/graphql`: an ordinary POST in one write and without Apollo's HTTP layer, any other request through that
 * layer. Whoever asks cannot tell the two apart.
 *
 * An ordinary POST has no query string, an `Accept` that is known here, and a JSON object that holds a `query` and
 * nothing of the wrong type. It leaves that layer nothing to refuse: what a page of another origin can send without
 * being asked (CSRF) has no parser here, and batches, GET, multipart answers and HTML are not ordinary.
 */
export function createGraphqlHandler<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  createContext: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>,
) {
  const answerAtLength = fastifyApolloHandler(apollo, { context: createContext });

  return async function (this: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const contentType = contentTypes.get(request.headers.accept);
    const asked = contentType === undefined ? undefined : readOrdinary(request);
    if (contentType === undefined || asked === undefined) return answerAtLength.call(this, request, reply);
    let contextValue: Context;
    try {
      contextValue = await createContext(request, reply);
    } catch {
      // It fails there again, and is answered.
      return answerAtLength.call(this, request, reply);
    }
    return write(reply, await apollo.executeOperation(asked, { contextValue }), contentType);
  };
}

/** What `errorStatus` has to know of such a request. */
const jsonAlone = { method: "POST", headers: new HeaderMap([["accept", "application/json"]]), search: "", body: {} };

function readOrdinary({ method, url, headers, body }: FastifyRequest): GraphQLRequest | undefined {
  if (method !== "POST" || url !== "/graphql" || !isObject(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== "string" || query === "") return undefined;
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

function write(reply: FastifyReply, { body, http }: GraphQLResponse, contentType: string): FastifyReply {
  if (body.kind !== "single") throw new Error("Incremental delivery is not offered");
  const { errors, data, extensions } = body.singleResult;
  const text = `${JSON.stringify({ errors, data, extensions })}\n`;
  const headers: Record<string, OutgoingHttpHeader | undefined> = reply.getHeaders();
  for (const [name, value] of http.headers) headers[name] = value;
  headers["cache-control"] = toCacheControl(headers["cache-control"]);
  headers["content-type"] ??= contentType;
  headers["content-length"] = Buffer.byteLength(text);
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  reply.hijack();
  reply.raw.writeHead(http.status ?? 200, lines).end(text);
  return reply;
}
