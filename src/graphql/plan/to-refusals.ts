import type { Requirement } from "../directive/requirement.js";
import { toHttpAnswer } from "../errors.js";
import type { Denial } from "../guard/denial.js";
import { toDenialRefusal } from "../guard/to-denial-refusal.js";
import type { Refusal } from "../refusal.js";

function isStepUp({ roles, scopes, policies }: Requirement): boolean {
  return roles === undefined && scopes === undefined && policies === undefined;
}

/** The scopes a token needs for all of it (RFC 6750, section 3), by the alternatives that lack the fewest names. */
function toScope(denials: readonly Denial[]): string | undefined {
  const lacking = new Set(denials.flatMap(({ missing }) => missing.flatMap(({ scopes = [] }) => scopes.flat())));
  if (lacking.size === 0) return undefined;
  const count = (names: readonly string[]) => names.filter((name) => lacking.has(name)).length;
  const needed = denials
    .flatMap(({ requires }) => requires.flatMap(({ scopes }) => (scopes ? [scopes] : [])))
    .flatMap((alternatives) => alternatives.toSorted((a, b) => count(a) - count(b))[0] ?? []);
  return [...new Set(needed)].join(" ");
}

/** The challenge parameters for what is missing: RFC 6750, section 3, or RFC 9470, section 3, when it is a step-up. */
function toParameters(denials: readonly Denial[]): Record<string, string | undefined> {
  const missing = denials.flatMap((denial) => denial.missing);
  if (!missing.every(isStepUp)) return { scope: toScope(denials) };
  const ages = missing.flatMap(({ maxAge }) => maxAge ?? []);
  return {
    error: "insufficient_user_authentication",
    acr_values: [...new Set(missing.flatMap(({ acr }) => acr ?? []))].join(" ") || undefined,
    max_age: ages.length > 0 ? String(Math.min(...ages)) : undefined,
  };
}

/** The refusals of an operation, one a denial. The first carries the status and the challenge, for all of them. */
export function toRefusals(denials: readonly [Denial, ...Denial[]]): readonly Refusal[] {
  const [first, ...others] = denials;
  const http = toHttpAnswer(first.code, first.code === "FORBIDDEN" ? toParameters(denials) : {});
  const { message, extensions } = toDenialRefusal(first);
  return [{ message, extensions: { ...extensions, http } }, ...others.map(toDenialRefusal)];
}
