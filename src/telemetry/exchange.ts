import type { DocumentNode, GraphQLFormattedError, OperationDefinitionNode } from "graphql";
import type { AuthContext } from "../graphql/context.js";
import type { RequestTrace } from "./tracing/request-trace.js";

/** One request to `/graphql`, from its first byte to the end of its answer. */
export interface Exchange {
  readonly requestId: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** Undefined where nothing is traced. */
  readonly trace: RequestTrace | undefined;
  /** What became of it in GraphQL; undefined when it did not come that far. */
  execution: Execution | undefined;
}

/** The part of Apollo's request context that tells what was asked and answered; filled in as it comes to be known. */
export interface Execution {
  readonly contextValue: AuthContext;
  readonly document?: DocumentNode | undefined;
  readonly operation?: OperationDefinitionNode | undefined;
  readonly response: {
    readonly body?:
      | { readonly kind: "single"; readonly singleResult: { readonly errors?: readonly GraphQLFormattedError[] } }
      | { readonly kind: "incremental" }
      | undefined;
  };
}
