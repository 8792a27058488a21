import { describeRequirements } from "../directive/describe-requirements.js";
import { longestMessage } from "../errors.js";
import type { Refusal } from "../refusal.js";
import type { Denial } from "./denial.js";

/** A denial in GraphQL's terms: `extensions` say what is required and what of it is missing. */
export function toDenialRefusal({ code, coordinate, requires, missing }: Denial): Refusal {
  const message =
    code === "UNAUTHENTICATED" ? "Not authenticated" : `\`${coordinate}\` requires ${describeRequirements(requires)}`;
  return { message: message.slice(0, longestMessage), extensions: { code, coordinate, requires, missing } };
}
