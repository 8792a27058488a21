import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { createAuthLink } from "./auth-link";
import { readHash } from "./read-hash";

/** Milliseconds after which a person is told that the server is slow, and may try again. */
const patience = 10_000;

const fetchInTime: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(patience);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline });
};

let hasNoList = false;

/** Sends the hash of an operation. An API without a list of operations says so once, and is sent documents from then on. */
const persistedQueryLink = new PersistedQueryLink({
  generateHash: readHash,
  disable: ({ meta }) => {
    hasNoList ||= meta.persistedQueryNotSupported;
    return hasNoList;
  },
});

export const client = new ApolloClient({
  link: createAuthLink()
    .concat(persistedQueryLink)
    .concat(new HttpLink({ uri: "/graphql", fetch: fetchInTime })),
  cache: new InMemoryCache(),
});
