import type { GraphQLResolveInfo } from "graphql";
import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import type { Rule } from "../directive/requirement.js";
import { meets } from "./meets.js";
import { readIdentity } from "./read-identity.js";

/** Whether the caller meets the rules of a field. `execution` is told from others by its own `variableValues`. */
export type Holds = (context: AuthContext, execution: Pick<GraphQLResolveInfo, "variableValues">) => boolean;

/**
 * Makes the quick answer to whether a caller meets all rules, policies left aside, and not why it does not. A yes is
 * remembered for the other items of a list: for this very identity, of this very context, in this very execution (whose own `variableValues`
 * are), and until the running code lets go, so that it outlives neither.
 */
export function createHolds(rules: readonly Rule[]): Holds {
  let permitted: Identity | null = null;
  let asked: AuthContext | null = null;
  let execution: object | null = null;
  const forget = () => {
    permitted = null;
    asked = null;
    execution = null;
  };
  return (context, { variableValues }) => {
    try {
      if (variableValues === execution && context === asked && context.identity === permitted) return true;
      const identity = readIdentity(context);
      if (identity === null) return false;
      for (const { requirement } of rules) if (!meets(requirement, identity)) return false;
      if (execution === null) queueMicrotask(forget);
      permitted = identity;
      asked = context;
      execution = variableValues;
      return true;
    } catch {
      return false;
    }
  };
}
