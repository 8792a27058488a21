import type { GraphQLError } from "graphql";
import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import { toGraphQLError } from "../errors.js";
import { readIdentity } from "./read-identity.js";

/** Who is calling: an identity, nobody, or somebody with a bad token, who is neither. */
export interface Caller {
  readonly identity: Identity | null;
  /** Why the token is refused; null unless it is. */
  readonly refusal: GraphQLError | null;
}

/** Reads who is calling. Throws only what is nobody's to see. */
export function readCaller(context: AuthContext): Caller {
  try {
    return { identity: readIdentity(context), refusal: null };
  } catch (error) {
    const refusal = toGraphQLError(error);
    if (refusal === undefined) throw error;
    return { identity: null, refusal };
  }
}
