import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { createAuthLink } from "./auth-link";

/** Milliseconds after which a person is told that the server is slow, and may try again. */
const patience = 10_000;

const fetchInTime: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(patience);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline });
};

export const client = new ApolloClient({
  link: createAuthLink().concat(new HttpLink({ uri: "/graphql", fetch: fetchInTime })),
  cache: new InMemoryCache(),
});
