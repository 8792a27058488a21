import { GraphQLError } from "graphql";
import type { Denial } from "./denial.js";
import { toHttpAnswer } from "./errors.js";
import type { Requirement } from "./requirement.js";
import { toDenialError } from "./to-denial-error.js";

function isStepUp({ roles, scopes, policies }: Requirement): boolean {
  return roles === undefined && scopes === undefined && policies === undefined;
}

/** The challenge parameters for what is missing: RFC 6750, section 3, or RFC 9470, section 3, when it is a step-up. */
function toParameters(missing: readonly Requirement[]): Record<string, string | undefined> {
  if (missing.every(isStepUp)) {
    const ages = missing.flatMap(({ maxAge }) => maxAge ?? []);
    return {
      error: "insufficient_user_authentication",
      acr_values: [...new Set(missing.flatMap(({ acr }) => acr ?? []))].join(" ") || undefined,
      max_age: ages.length > 0 ? String(Math.min(...ages)) : undefined,
    };
  }
  const scopes = missing.flatMap(({ scopes = [] }) => scopes.toSorted((a, b) => a.length - b.length)[0] ?? []);
  return { scope: [...new Set(scopes)].join(" ") || undefined };
}

/** The errors of a refused operation, one a denial. The first carries the status and the challenge, for all of them. */
export function toRefusal(denials: readonly [Denial, ...Denial[]]): [GraphQLError, ...GraphQLError[]] {
  const [first, ...others] = denials;
  const missing = denials.flatMap((denial) => denial.missing);
  const http = first.code === "FORBIDDEN" ? toHttpAnswer(first.code, toParameters(missing)) : toHttpAnswer(first.code);
  const { message, extensions } = toDenialError(first);
  return [new GraphQLError(message, { extensions: { ...extensions, http } }), ...others.map(toDenialError)];
}
