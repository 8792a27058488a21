import type { Client } from "../../oidc/session/client.js";
import { readOAuthError } from "../../oidc/session/read-oauth-error.js";

/** A client of the provider whose refusals can be explained: the server keeps from callers what an operator needs. */
export interface OverheardClient {
  readonly client: Client;
  /** The OAuth `error` of the last call that was turned down, and the answer in words. */
  said(): Said;
}

export interface Said {
  readonly code: string | undefined;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  /** `401 unauthorized_client: Invalid client or Invalid client credentials`. */
  readonly words: string;
}

/** @param secrets what is not repeated, should the provider do so. */
export function overhear(client: Client, secrets: readonly string[]): OverheardClient {
  const silence: Said = { code: undefined, status: undefined, words: "no answer" };
  let last = silence;
  return {
    said: () => last,
    client: {
      ...client,
      call(refused, signal, request) {
        last = silence;
        return client.call(refused, signal, async (configuration) => {
          try {
            return await request(configuration);
          } catch (error) {
            const { code, description, response } = await readOAuthError(error);
            const said = code === undefined ? [toMessage(error)] : [code, description ?? ""];
            const text = said.filter(Boolean).join(": ");
            const isSafe = secrets.every((secret) => secret === "" || !text.includes(secret));
            const status = response?.status;
            last = { code, status, words: [status, isSafe ? text.slice(0, 300) : ""].filter(Boolean).join(" ") };
            throw error;
          }
        });
      },
    },
  };
}

/** Its own words. What hangs deeper may be an answer with tokens in it. */
function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
