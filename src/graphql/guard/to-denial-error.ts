import type { GraphQLError } from "graphql";
import { describeRequirements } from "../directive/describe-requirements.js";
import { toRefusalError } from "../to-refusal-error.js";
import type { Denial } from "./denial.js";

/** A denial in GraphQL's terms: `extensions` say what is required and what of it is missing. */
export function toDenialError({ code, coordinate, requires, missing }: Denial): GraphQLError {
  const message =
    code === "UNAUTHENTICATED" ? "Not authenticated" : `\`${coordinate}\` requires ${describeRequirements(requires)}`;
  return toRefusalError(message, { code, coordinate, requires, missing });
}
