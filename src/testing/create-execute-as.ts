import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from "graphql";
import { proveGuarded } from "../graphql/guard/prove-guarded.js";
import { createGate } from "../graphql/plan/create-gate.js";
import type { Identity } from "../oidc/identity.js";

/** What a document needs besides who runs it. */
export interface ExecuteOptions<Context extends object = object> {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Which operation of the document; needed when it has several. */
  readonly operationName?: string;
  /** What the resolvers find in their context beside `identity`. */
  readonly context?: Context;
}

/** Runs a query or mutation as somebody; null is somebody without a token. */
export type ExecuteAs<Context extends object = object> = (
  identity: Identity | null,
  document: string | DocumentNode,
  options?: ExecuteOptions<Context>,
) => Promise<ExecutionResult>;

/**
 * Makes `executeAs(identity, document)` of a schema that went through `guardSchema`: both layers and the resolvers run
 * as in a server with `authPlugin`, without HTTP and without a token. An operation that is refused has errors and no
 * `data`, and the first error says in `extensions.http.status` what a client would get.
 *
 * Throws when the schema is not guarded as it says. `executeAs` rejects for a document that does not parse, and for a
 * subscription, with which it can do nothing.
 */
export function createExecuteAs<Context extends object = object>(schema: GraphQLSchema): ExecuteAs<Context> {
  proveGuarded(schema);
  const gate = createGate(schema);

  return async (identity, source, { variables = {}, operationName = null, context: others } = {}) => {
    const document = typeof source === "string" ? parse(source) : source;
    const invalid = validate(schema, document);
    if (invalid.length > 0) return { errors: invalid };

    const context = { ...others, identity };
    const operation = getOperationAST(document, operationName);
    if (operation?.operation === "subscription") throw new TypeError("executeAs runs queries and mutations");
    const refused = operation ? gate({ document, operation, variables, context }) : [];
    if (refused.length > 0) return { errors: refused };
    return execute({ schema, document, contextValue: context, variableValues: variables, operationName });
  };
}
