import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ValidationRule,
  valueFromASTUntyped,
} from "graphql";
import { createScale } from "./create-scale.js";
import type { DocumentLimits } from "./document-limits.js";
import { toExcesses } from "./to-excesses.js";

/** Refuses documents that ask for too much. */
export interface DocumentGate {
  /** Refuses what is certain to be too much, whatever the variables are. */
  readonly rule: ValidationRule;
  /** What of an operation that the rule let pass is too much with these variables, in words. */
  check(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): readonly string[];
}

/** Pairs of fields to be compared, for each token that a document may have: a document of 100 equal fields. */
const pairsForToken = 5;

export function limitDocuments(limits: DocumentLimits): DocumentGate {
  /** Operations whose variables say how long a list shall be: no other has to be measured again. */
  const asking = new WeakSet<OperationDefinitionNode>();

  return {
    rule: (context) => ({
      Document(document) {
        let asked = false;
        // The least it can be.
        const { measure, countPairs } = createScale(context.getSchema(), document, () => {
          asked = true;
          return 1;
        });
        const errors = document.definitions.flatMap((node) => {
          if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) return [];
          const kind = node.kind === Kind.OPERATION_DEFINITION ? "operation" : "fragment";
          return toExcesses(measure(node), kind, limits).map((excess) => new GraphQLError(excess, { nodes: node }));
        });
        if (countPairs() > pairsForToken * limits.tokens) {
          errors.push(new GraphQLError("Too repetitive: the same fields or fragments are selected too often"));
        }
        if (asked) {
          for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) asking.add(node);
        }
        if (errors.length === 0) return undefined;
        for (const error of errors) context.reportError(error);
        // Takes the document out of this visit, before the rules whose work grows faster than its length.
        return null;
      },
    }),

    check(schema, document, operation, variables) {
      if (!asking.has(operation)) return [];
      const { measure } = createScale(schema, document, (name) => findVariable(operation, variables, name));
      return toExcesses(measure(operation), "operation", limits);
    },
  };
}

function findVariable(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  name: string,
): unknown {
  if (Object.hasOwn(variables, name)) return variables[name];
  const standIn = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return standIn && valueFromASTUntyped(standIn);
}
