import type { GraphQLResolveInfo } from "graphql";
import type { Identity } from "../oidc/identity.js";
import type { AuthContext } from "./context.js";

/** The field a policy is asked about, in the terms of its resolver. */
export interface PolicyQuestion<Context extends AuthContext = AuthContext> {
  /**
   * The object the field belongs to. A policy on a type is asked by each field of the type, and before that by the
   * field that returns it, whose parent this is then: `info.parentType` tells the two apart. Where the returned type is
   * an interface or union, it is the returned object.
   */
  readonly parent: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
}

/**
 * A rule that only code can tell, named in `@auth(policies: …)`. It is asked after everything else held. Only `true`
 * lets in: to throw, to reject, to answer anything else or not in time is to refuse.
 */
export type Policy<Context extends AuthContext = AuthContext> = (
  identity: Identity,
  question: PolicyQuestion<Context>,
) => boolean | Promise<boolean>;
