import {
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequest,
  type GraphQLResponse,
  HeaderMap,
} from "@apollo/server";
import { type ExecutionResult, execute, type GraphQLSchema, getVariableValues } from "graphql";
import { LRUCache } from "lru-cache";
import type { AuthContext } from "../context.js";
import type { HttpAnswer } from "../errors.js";
import { isPromise } from "../execute/is-promise.js";
import type { Denial } from "../guard/denial.js";
import { collectDenials } from "../guard/denial-log.js";
import type { DocumentGate } from "../limits/limit-documents.js";
import { createFindRefusals } from "../plan/create-find-refusals.js";
import type { Refusal } from "../refusal.js";
import { createKnownOperation, type KnownOperation } from "./known-operation.js";

/** A context that Apollo copies, but for this part. */
interface ShortcutContext extends AuthContext {
  readonly call: object;
}

/** An operation that is executed without Apollo, and what came of it once that is known. */
export interface Answered<Context> extends Pick<KnownOperation, "document" | "operation"> {
  readonly contextValue: Context;
  readonly response: Partial<GraphQLResponse>;
}

export type Shortcut<Context extends ShortcutContext> = ReturnType<typeof createShortcut<Context>>;

export interface ShortcutOptions<Context> {
  /** Guarded, and enforced. */
  readonly schema: GraphQLSchema;
  readonly limits: DocumentGate;
  readonly maxCoercionErrors: number;
  /** Told of what is answered on the shortcut; twice where that has to be waited for. */
  readonly note: (answered: Answered<Context>) => void;
}

/** Good answers to an operation before it is worth to be prepared. */
const enough = 2;
/** Operations that were answered once, and characters of their documents: they displace none that is remembered. */
const mostCandidates = { max: 500, maxSize: 1_000_000 };
/** Operations that are remembered, and bytes that they take, about: all of them, and one. */
const mostKnown = { max: 500, maxSize: 50_000_000, maxEntrySize: 2_000_000 };
/** Bytes, as measured. */
const sizes = { character: 50, field: 300 };

/**
 * Answers the queries that Apollo has answered well before, to whomever: their documents are parsed, validated and within
 * the limits. What depends on the caller or on the variables is checked each time, by what Apollo's plugins check it with.
 * Good data and refusals are answered here; with anything else it is Apollo's turn: before the execution it finds that
 * itself, and afterwards it gets what has come of it. Nothing is executed twice.
 */
export function createShortcut<Context extends ShortcutContext>(options: ShortcutOptions<Context>) {
  const { schema, limits, maxCoercionErrors, note } = options;
  const findRefusals = createFindRefusals(schema);
  const candidates = new LRUCache<string, { uses: number }>({
    ...mostCandidates,
    sizeCalculation: (_, { length }) => length,
  });
  const known = new LRUCache<string, KnownOperation>({
    ...mostKnown,
    sizeCalculation: ({ fields }, { length }) => length * sizes.character + fields * sizes.field,
  });
  const executed = new WeakMap<object, ExecutionResult>();

  function finish(
    { document, operation }: KnownOperation,
    contextValue: Context,
    result: ExecutionResult,
    denials: readonly Denial[],
  ): GraphQLResponse | undefined {
    const { data = null, errors } = result;
    if (errors !== undefined || denials.length > 0) {
      executed.set(contextValue.call, result);
      return undefined;
    }
    const response: GraphQLResponse = { http: ok, body: { kind: "single", singleResult: { data } } };
    note({ contextValue, document, operation, response });
    return response;
  }

  const plugin: ApolloServerPlugin<Context> = {
    async requestDidStart() {
      return {
        async willSendResponse({ source = "", document, operation, errors, response: { body, http } }) {
          if (document === undefined || operation === undefined || errors !== undefined) return;
          if (body.kind !== "single" || http.status !== undefined || known.has(source)) return;
          const candidate = candidates.get(source) ?? { uses: 0 };
          candidate.uses += 1;
          candidates.set(source, candidate);
          if (candidate.uses < enough) return;
          candidates.delete(source);
          const weigh = () => {
            known.delete(source);
            known.set(source, found);
          };
          const found = createKnownOperation(schema, source, document, operation, weigh);
          weigh();
        },
      };
    },
  };

  return {
    plugin,
    /** Has Apollo execute what was not executed here. */
    gateway: {
      onSchemaLoadOrUpdate(load) {
        load({ apiSchema: schema, coreSupergraphSdl: "" });
        return () => {};
      },
      load: async () => ({
        async executor({ document, context, request: { variables, operationName } }) {
          const result = executed.get(context.call);
          executed.delete(context.call);
          if (result !== undefined) return result;
          return execute({
            schema,
            document,
            contextValue: context,
            variableValues: variables,
            operationName,
            options: { maxCoercionErrors },
          });
        },
      }),
      async stop() {},
    } satisfies ApolloServerOptionsWithGateway<Context>["gateway"],

    /** The answer, at once where no resolver has to be waited for; undefined for Apollo to answer. */
    execute(
      { query = "", operationName, variables = {}, extensions }: GraphQLRequest,
      contextValue: Context,
    ): GraphQLResponse | undefined | Promise<GraphQLResponse | undefined> {
      const found = known.get(query);
      if (found === undefined || (operationName !== undefined && operationName !== found.name)) return undefined;
      // Which of the two is meant, and whether they agree, is not decided here.
      if (extensions?.persistedQuery !== undefined) return undefined;
      const { document, operation } = found;
      if (limits.check(schema, document, operation, variables).length > 0) return undefined;
      const refusals = findRefusals({ document, operation, variables, context: contextValue });
      if (refusals.length > 0) {
        const response = toResponse(refusals);
        note({ contextValue, document, operation, response });
        return response;
      }
      const { variableDefinitions = [] } = operation;
      const { coerced } =
        variableDefinitions.length > 0
          ? getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 })
          : { coerced: {} };
      if (coerced === undefined) return undefined;
      const run = found.prepare(coerced);
      if (run === undefined) return undefined;
      const denials = collectDenials(contextValue);
      const result = run(contextValue, coerced);
      if (!isPromise(result)) return finish(found, contextValue, result, denials);
      // Its time may be up, or its caller gone, before anything has come of it.
      note({ contextValue, document, operation, response: {} });
      return result.then((late) => finish(found, contextValue, late, denials));
    },
  };
}

const ok = { headers: new HeaderMap() };

/** As Apollo words it: the first has the status and the headers for all. */
function toResponse(refusals: readonly Refusal[]): GraphQLResponse {
  const errors = refusals.map(({ message, extensions: { http, ...extensions } }) => ({ message, extensions }));
  const { status, headers }: HttpAnswer = Object(refusals[0]?.extensions.http);
  return { http: { status, headers: new HeaderMap(headers) }, body: { kind: "single", singleResult: { errors } } };
}
