import type { Identity } from "../../oidc/identity.js";
import type { AuthContext } from "../context.js";
import type { Rule } from "../directive/requirement.js";
import type { PolicyQuestion } from "../policy.js";
import type { Denial } from "./denial.js";
import type { GuardSettings } from "./guard-settings.js";

async function inTime<T>(answer: T | Promise<T>, milliseconds: number, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Policy "${name}" did not answer in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the policies that the rules name, each at most once. Null when every rule has an alternative that holds. */
export async function askPolicies<Context extends AuthContext>(
  coordinate: string,
  rules: readonly Rule[],
  identity: Identity,
  question: PolicyQuestion<Context>,
  { policies, policyDeadline }: GuardSettings<Context>,
): Promise<Denial | null> {
  const answers = new Map<string, boolean>();
  let cause: unknown;
  const ask = async (name: string): Promise<boolean> => {
    try {
      const given: unknown = policies.get(name)?.(identity, question);
      const answer = typeof given === "boolean" ? given : await inTime(given, policyDeadline, name);
      if (typeof answer !== "boolean") throw new TypeError(`Policy "${name}" answered ${typeof answer}, not a boolean`);
      return answer;
    } catch (error) {
      cause ??= error ?? new Error(`Policy "${name}" failed`);
      return false;
    }
  };
  const holdsAll = async (names: readonly string[]): Promise<boolean> => {
    for (const name of names) {
      const answer = answers.get(name) ?? (await ask(name));
      answers.set(name, answer);
      if (!answer) return false;
    }
    return true;
  };
  const refused: Rule[] = [];
  for (const rule of rules) {
    let holds = rule.requirement.policies === undefined;
    for (const names of rule.requirement.policies ?? []) holds ||= await holdsAll(names);
    if (!holds) refused.push(rule);
  }
  if (refused.length === 0) return null;
  return {
    coordinate,
    code: "FORBIDDEN",
    requires: rules.map(({ requirement }) => requirement),
    missing: refused.map(({ requirement }) => ({ policies: requirement.policies ?? [] })),
    onDeny: refused.every(({ onDeny }) => onDeny === "NULL") ? "NULL" : "REFUSE",
    reason: cause === undefined ? "policy-refused" : "policy-failed",
    ...(cause !== undefined && { cause }),
  };
}
