import type { ApolloClient } from "@apollo/client";
import { graphql } from "./generated";
import { endSession, session } from "./session";

const logoutDocument = graphql(`
  mutation Logout($refreshToken: String!) {
    logout(refreshToken: $refreshToken)
  }
`);

/**
 * Ends the session at the provider, then here. The access token goes along, so that the API forgets it at once and not
 * when it expires. Here it ends whatever becomes of it there; when there nobody could be told, the page says so.
 */
export async function logOut(client: ApolloClient): Promise<void> {
  const { tokens } = session();
  const refreshToken = tokens?.refreshToken;
  if (refreshToken == null) return endSession(client, null);
  try {
    await client.mutate({ mutation: logoutDocument, variables: { refreshToken }, fetchPolicy: "no-cache" });
    endSession(client, null);
  } catch {
    endSession(client, "LOGGED_OUT_HERE_ALONE");
  }
}
