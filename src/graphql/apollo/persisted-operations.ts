import type { ApolloServerOptions, BaseContext } from "@apollo/server";
import type { DocumentNode } from "graphql";

/** An operation that is known from the start. */
export interface PersistedOperation {
  readonly source: string;
  /** Validated. */
  readonly document: DocumentNode;
}

/**
 * Makes Apollo answer the operations of a list alone, parsed and validated already. Any other is refused before it is
 * even parsed (`PERSISTED_QUERY_NOT_FOUND`). A client sends the hash, as the extension of Apollo's clients
 * (`extensions.persistedQuery.sha256Hash`) or as `documentId` (GraphQL over HTTP, appendix A), with or without `sha256:`
 * in front of it; or the document as it is on the list, to the letter.
 */
export function persistedOperations(operations: ReadonlyMap<string, PersistedOperation>) {
  const readOnly = { set: async () => {}, delete: async () => {} };
  // Apollo's keys end in the hash.
  const find = (key: string) => operations.get(key.slice(-64));
  return {
    persistedQueries: { cache: { ...readOnly, get: async (key: string) => find(key)?.source } },
    documentStore: { ...readOnly, get: async (key: string) => find(key)?.document },
  } satisfies Pick<ApolloServerOptions<BaseContext>, "persistedQueries" | "documentStore">;
}
