import { GraphQLError, type GraphQLErrorExtensions } from "graphql";

/** The error of a refusal, without a stack: that would cost more than the rest of the refusal, and says nothing of it. */
export function toRefusalError(message: string, extensions: GraphQLErrorExtensions): GraphQLError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new GraphQLError(message, { extensions });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
