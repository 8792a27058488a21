import { GraphQLError } from "graphql";
import type { Refusal } from "./refusal.js";

/** The error of a refusal, without a stack: that would cost more than the rest of the refusal, and says nothing of it. */
export function toRefusalError(refusal: Refusal): GraphQLError {
  if (refusal instanceof GraphQLError) return refusal;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new GraphQLError(refusal.message, { extensions: refusal.extensions });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
