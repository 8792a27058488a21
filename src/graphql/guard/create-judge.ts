import type { GraphQLResolveInfo } from "graphql";
import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import type { Rule } from "../directive/requirement.js";
import type { PolicyQuestion } from "../policy.js";
import { toRefusalError } from "../to-refusal-error.js";
import { askPolicies } from "./ask-policies.js";
import type { Denial } from "./denial.js";
import { recordDenial } from "./denial-log.js";
import type { GuardSettings } from "./guard-settings.js";
import { readCaller } from "./read-caller.js";
import { toDenial } from "./to-denial.js";
import { toDenialRefusal } from "./to-denial-refusal.js";

/** A coordinate that is about to be used, and what it asks for. */
export interface Demand {
  readonly coordinate: string;
  readonly rules: readonly Rule[];
}

/** Returns when everything the identity can tell holds; the promise, when a policy is named, if the policies hold too. */
type Judge<Context> = (
  demands: readonly Demand[],
  parent: unknown,
  args: Record<string, unknown>,
  context: Context,
  info: GraphQLResolveInfo,
) => Promise<void> | undefined;

/**
 * Layer two: throws the denial of what a resolver is about to do. It is an error of one field, in an answer that may
 * hold other data, so it carries no HTTP status.
 */
export function createJudge<Context extends AuthContext>(settings: GuardSettings<Context>): Judge<Context> {
  function deny(denial: Denial, identity: Identity | null, context: Context, info: GraphQLResolveInfo): void {
    recordDenial(denial, identity, context, info, settings);
    if (settings.enforce === "refuse") throw toRefusalError(toDenialRefusal(denial));
  }

  async function judgePolicies(demands: readonly Demand[], identity: Identity, question: PolicyQuestion<Context>) {
    for (const { coordinate, rules } of demands) {
      const denial = await askPolicies(coordinate, rules, identity, question, settings);
      if (denial !== null) deny(denial, identity, question.context, question.info);
    }
  }

  return (demands, parent, args, context, info) => {
    if (demands.length === 0) return undefined;
    const identity = readIdentityOfField(context);
    for (const { coordinate, rules } of demands) {
      const denial = toDenial(coordinate, rules, identity);
      if (denial !== null) deny(denial, identity, context, info);
    }
    if (identity === null || !demands.some(asksPolicies)) return undefined;
    return judgePolicies(demands, identity, { parent, args, context, info });
  };
}

const asking = new WeakMap<readonly Rule[], boolean>();

function asksPolicies({ rules }: Demand): boolean {
  const known = asking.get(rules);
  if (known !== undefined) return known;
  const asks = rules.some(({ requirement }) => requirement.policies !== undefined);
  asking.set(rules, asks);
  return asks;
}

/** A bad token is the error of this field, without the HTTP answer it carries. */
function readIdentityOfField(context: AuthContext): Identity | null {
  const { identity, refusal } = readCaller(context);
  if (refusal === null) return identity;
  const { http, ...extensions } = refusal.extensions;
  throw toRefusalError({ message: refusal.message, extensions });
}
