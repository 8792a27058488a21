import { createHash } from "node:crypto";
import type { ApolloServerPlugin, GraphQLRequest } from "@apollo/server";

/** Has Apollo look for every operation on that list, by its hash, however it was sent. */
export const askedByHash: ApolloServerPlugin = {
  async requestDidStart({ request }) {
    const hashes = readHashes(request);
    if (hashes.length === 0) return;
    const [hash = ""] = hashes;
    // Two that differ are none.
    const sha256Hash = hashes.every((other) => other === hash) ? hash : "";
    Object.assign(request, {
      query: undefined,
      extensions: { ...request.extensions, persistedQuery: { version: 1, sha256Hash } },
    });
  },
};

/** The hash of each way in which a request says what it wants; empty where it is no hash. */
function readHashes({ query, extensions, http }: GraphQLRequest): readonly string[] {
  const ids: unknown[] = [];
  if (extensions?.persistedQuery) ids.push(extensions.persistedQuery.sha256Hash);
  const body: unknown = http?.body;
  if (typeof body === "object" && body !== null && "documentId" in body) ids.push(body.documentId);
  ids.push(...new URLSearchParams(http?.search).getAll("documentId"));
  const hashes = ids.map((id) => (/^(?:sha256:)?([0-9a-f]{64})$/i.exec(String(id))?.[1] ?? "").toLowerCase());
  if (query) hashes.push(createHash("sha256").update(query).digest("hex"));
  return hashes;
}
