import type { GraphQLErrorExtensions } from "graphql";

/** What a caller is told of a refusal. An error is made of it where one is thrown: that takes as long as the rest of it. */
export interface Refusal {
  readonly message: string;
  /** With a `code`, and in `http` the status and headers of the answer, where it decides those. */
  readonly extensions: GraphQLErrorExtensions;
}
