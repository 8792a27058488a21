import { type ApolloClient, makeVar } from "@apollo/client";
import type { LoginMutation } from "./generated/graphql";

/** What this page keeps of a token set: what its login asks for. */
export type Tokens = LoginMutation["login"];

interface Session {
  /** Null when nobody is signed in. */
  readonly tokens: Tokens | null;
  /** Why the last session ended, a key of the table in `words.ts`; null when its user ended it. */
  readonly endedBy: string | null;
}

/**
 * The session of this page, in memory alone: a reload ends it here, another tab has its own. What a script can read
 * after the fact (storage, cookies, the address) never holds a token.
 */
export const session = makeVar<Session>({ tokens: null, endedBy: null });

/** Ends the session on this page, and forgets what its user has read. */
export function endSession(client: ApolloClient, endedBy: string | null): void {
  session({ tokens: null, endedBy });
  void client.clearStore();
}
