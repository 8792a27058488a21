import { type ApolloClient, ApolloLink, CombinedGraphQLErrors } from "@apollo/client";
import { from, mergeMap, of } from "rxjs";
import { graphql } from "./generated";
import { endSession, session, type Tokens } from "./session";

declare module "@apollo/client" {
  interface DefaultContext {
    /** For `login` and `refresh`, which are about a token and not made with one. */
    readonly withoutToken?: boolean;
  }
}

const refreshDocument = graphql(`
  mutation Refresh($refreshToken: String!) {
    refresh(refreshToken: $refreshToken) {
      accessToken
      refreshToken
    }
  }
`);

/** Answers after which this access token will not be accepted again, and no refresh would help. */
const endings: ReadonlySet<string> = new Set([
  "UNAUTHENTICATED",
  "TOKEN_EXPIRED",
  "TOKEN_SIGNATURE_INVALID",
  "TOKEN_MALFORMED",
  "TOKEN_REJECTED",
]);

/**
 * Sends the access token with every operation. When the API says `TOKEN_EXPIRED`, refreshes it and sends the operation
 * once more, once. This is the recipe: with `session.ts` it is all there is to being signed in.
 *
 * It waits for the API to say so and does not watch the clock: the clock of a browser may be wrong, the API's is the
 * one that counts, and an operation that was refused had no effect.
 */
export function createAuthLink(): ApolloLink {
  // Single flight: however many operations find the token expired at once, one refresh is sent, and all of them wait
  // for it. Two would present the same refresh token twice, which a provider that rotates them takes for theft.
  let renewal: Promise<Tokens | null> | null = null;

  function renew(client: ApolloClient, expired: Tokens): Promise<Tokens | null> {
    const { tokens } = session();
    // Somebody was faster: this answer was under way while another operation's refresh came back.
    if (tokens !== expired) return Promise.resolve(tokens);
    renewal ??= refresh(client, expired).finally(() => {
      renewal = null;
    });
    return renewal;
  }

  return new ApolloLink((operation, forward) => {
    const { tokens } = session();
    if (tokens === null || operation.getContext().withoutToken === true) return forward(operation);

    const send = ({ accessToken }: Tokens) => {
      operation.setContext({ headers: { authorization: `Bearer ${accessToken}` } });
      return forward(operation);
    };
    /** Lets an answer through, and ends the session it was given to when that is what it means. */
    const settle = (result: ApolloLink.Result, asked: Tokens) => {
      const code = readCode(result);
      if (code !== undefined && endings.has(code) && session().tokens === asked) endSession(operation.client, code);
      return of(result);
    };

    return send(tokens).pipe(
      mergeMap((result) => {
        if (readCode(result) !== "TOKEN_EXPIRED") return settle(result, tokens);
        return from(renew(operation.client, tokens)).pipe(
          // No new token: the session has ended, and the first answer stands. A second `TOKEN_EXPIRED` stands too.
          mergeMap((renewed) =>
            renewed === null ? of(result) : send(renewed).pipe(mergeMap((second) => settle(second, renewed))),
          ),
        );
      }),
    );
  });
}

/**
 * The tokens that follow, kept in the session; null when the session is over. Rejects when the API or the provider
 * cannot be reached: the session may be good still, so it stays, and whoever asked may try again.
 */
async function refresh(client: ApolloClient, expired: Tokens): Promise<Tokens | null> {
  const { refreshToken } = expired;
  if (refreshToken == null) {
    endSession(client, "TOKEN_EXPIRED");
    return null;
  }
  try {
    const { data } = await client.mutate({
      mutation: refreshDocument,
      variables: { refreshToken },
      context: { withoutToken: true },
      // Tokens have no business in the cache.
      fetchPolicy: "no-cache",
    });
    // Logged out while the refresh was under way: what came back belongs to nobody.
    if (session().tokens !== expired || data === undefined) return session().tokens;
    // A provider that does not rotate refresh tokens may leave it out: the one we have stays good (RFC 6749, section 6).
    const tokens = { ...data.refresh, refreshToken: data.refresh.refreshToken ?? refreshToken };
    session({ tokens, endedBy: null });
    return tokens;
  } catch (error) {
    if (!CombinedGraphQLErrors.is(error) || error.errors[0]?.extensions?.code !== "INVALID_GRANT") throw error;
    if (session().tokens === expired) endSession(client, "INVALID_GRANT");
    return null;
  }
}

function readCode({ errors }: ApolloLink.Result): string | undefined {
  const code = errors?.[0]?.extensions?.code;
  return typeof code === "string" ? code : undefined;
}
