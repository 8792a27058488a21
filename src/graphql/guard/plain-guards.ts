import type { GraphQLFieldResolver } from "graphql";
import type { Holds } from "./create-holds.js";

/** A guard that lets every call through to a resolver for which its rules hold. */
export interface PlainGuard {
  readonly holds: Holds;
  // biome-ignore lint/suspicious/noExplicitAny: it is compared and never called, so its context is of no interest
  readonly next: GraphQLFieldResolver<unknown, any>;
}

/** What is inside each guard that is plain, by the function that it is: whoever asks it `holds` need not call it. */
export const plainGuards = new WeakMap<object, PlainGuard>();
