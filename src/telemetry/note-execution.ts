import type { ApolloServerPlugin } from "@apollo/server";
import type { AuthContext } from "../graphql/context.js";
import type { Exchange, Execution } from "./exchange.js";

/** A context that knows the request it belongs to. */
export interface ObservedContext extends AuthContext {
  readonly exchange: Exchange | undefined;
}

/** Notes where Apollo keeps what it knows of an operation: the only hook that the observation of requests needs. */
export const noteExecution: ApolloServerPlugin<ObservedContext> = {
  async requestDidStart(execution) {
    note(execution);
  },
};

/** Notes what became of an operation. */
export function note(execution: Execution & { readonly contextValue: ObservedContext }): void {
  const { exchange } = execution.contextValue;
  if (exchange !== undefined) exchange.execution = execution;
}
