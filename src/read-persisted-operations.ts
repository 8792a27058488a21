import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import type { PersistedOperation } from "./graphql/apollo/persisted-operations.js";
import { InvalidSettings } from "./invalid-settings.js";

interface Judgement {
  readonly schema: GraphQLSchema;
  readonly maxTokens: number;
  readonly introspection: boolean;
  /** What a document has to obey beside the rules of the specification. */
  readonly rule: ValidationRule;
}

/** Faults that are named; whoever mends these sees the others. */
const most = 5;

/**
 * The operations of a file that the client preset of GraphQL Code Generator makes (`persistedDocuments`, with
 * `hashAlgorithm: "sha256"`), by the SHA-256 of their documents in hexadecimal digits.
 *
 * @throws InvalidSettings when it cannot be read or is something else, is empty, has a wrong hash, or holds a document
 * that is not valid or beyond the limits; the operator's to mend.
 */
export function readPersistedOperations(path: string, judgement: Judgement): ReadonlyMap<string, PersistedOperation> {
  const entries = Object.entries(readDocuments(path));
  if (entries.length === 0) throw toFault("holds no document");
  const operations = new Map<string, PersistedOperation>();
  const faults: string[] = [];
  for (const [id, source] of entries) {
    const hash = createHash("sha256").update(source).digest("hex");
    if (id.replace(/^sha256:/, "") !== hash) {
      throw toFault(
        'has a hash that is not the SHA-256 of its document: the client preset needs hashAlgorithm: "sha256"',
      );
    }
    const judged = judge(source, judgement);
    if (judged instanceof GraphQLError) faults.push(`${source.slice(0, 60)}: ${judged.message}`);
    else operations.set(hash, { source, document: judged });
  }
  if (faults.length > 0) throw toFault(...faults.slice(0, most).map((fault) => `holds what is refused here: ${fault}`));
  return operations;
}

function readDocuments(path: string): Readonly<Record<string, string>> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw toFault(`cannot be read (${error instanceof Error && "code" in error ? error.code : "unknown"})`);
  }
  try {
    const documents: unknown = JSON.parse(text);
    if (isDocuments(documents)) return documents;
  } catch {
    // It is no JSON, and answered as what it is not.
  }
  throw toFault("is not a JSON file of documents by their hash");
}

function isDocuments(value: unknown): value is Readonly<Record<string, string>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.values(value).every((document) => typeof document === "string");
}

function judge(source: string, { schema, maxTokens, introspection, rule }: Judgement): DocumentNode | GraphQLError {
  try {
    const document = parse(source, { maxTokens });
    const rules = [...specifiedRules, rule, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
    return validate(schema, document, rules)[0] ?? document;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function toFault(...faults: readonly string[]): InvalidSettings {
  return new InvalidSettings(faults.map((fault) => `PERSISTED_OPERATIONS ${fault}`));
}
