import { defaultFieldResolver, type GraphQLResolveInfo, getArgumentValues } from "graphql";
import type { CompiledField } from "./compiled-field.js";
import type { Execution } from "./execution.js";
import { failField } from "./fail-field.js";
import { isKept } from "./is-kept.js";
import { isPromise } from "./is-promise.js";
import type { Path } from "./path.js";

export type Answer = Record<string, unknown>;

/** The answers of all fields of an object, side by side. Throws, or rejects, when the object cannot be answered. */
export function executeFields(
  fields: readonly CompiledField[],
  source: unknown,
  path: Path | undefined,
  execution: Execution,
): Answer | Promise<Answer> {
  const answer: Answer = {};
  let isPending = false;
  try {
    for (const field of fields) {
      const found = field.constant ?? readField(field, source, execution);
      if (isKept(found, field.kept)) {
        answer[field.key] = found;
        continue;
      }
      const value = executeField(field, found, source, path, execution);
      answer[field.key] = value;
      if (isPromise(value)) isPending = true;
    }
  } catch (error) {
    if (!isPending) throw error;
    // What is under way may fail as well, and somebody has to hear of it.
    return settle(answer).finally(() => {
      throw error;
    });
  }
  return isPending ? settle(answer) : answer;
}

function settle(answer: Answer): Promise<Answer> {
  return Promise.all(Object.values(answer)).then((values) => {
    const keys = Object.keys(answer);
    return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
  });
}

/** Stands for what was not read: a function is what has to be called. */
const unread = () => {};

/** What reading a property has thrown. */
class Thrown {
  constructor(readonly error: unknown) {}
}

/** The property that a field is, where it is no more than that. */
function readField({ isRead, holds, definition }: CompiledField, source: unknown, execution: Execution): unknown {
  if (!isRead || (holds !== undefined && !holds(execution.contextValue, execution))) return unread;
  if ((typeof source !== "object" && typeof source !== "function") || source === null) return undefined;
  try {
    return (source as Readonly<Record<string, unknown>>)[definition.name];
  } catch (error) {
    return new Thrown(error);
  }
}

function executeField(
  field: CompiledField,
  found: unknown,
  source: unknown,
  parent: Path | undefined,
  execution: Execution,
): unknown {
  const { definition, complete } = field;
  const { contextValue, variableValues } = execution;
  let path: Path | undefined;
  let info: GraphQLResolveInfo | undefined;
  try {
    if (found instanceof Thrown) throw found.error;
    let value = found;
    if (typeof value === "function") {
      path = toPath(parent, field);
      info = toInfo(field, path, execution);
      const args = definition.args.length > 0 ? getArgumentValues(definition, field.node, variableValues) : {};
      value = (definition.resolve ?? defaultFieldResolver)(source, args, contextValue, info);
    } else if (!field.isLeaf) path = toPath(parent, field);

    const completed = isPromise(value)
      ? value.then((late) => complete(late, field, path, info, execution))
      : complete(value, field, path, info, execution);
    if (!isPromise(completed)) return completed;
    return completed.then(undefined, (raw) =>
      failField(raw, definition.type, field, path ?? toPath(parent, field), execution),
    );
  } catch (raw) {
    return failField(raw, definition.type, field, path ?? toPath(parent, field), execution);
  }
}

function toPath(prev: Path | undefined, { key, parentType }: CompiledField): Path {
  return { prev, key, typename: parentType.name };
}

function toInfo(field: CompiledField, path: Path, execution: Execution): GraphQLResolveInfo {
  const { definition, parentType } = field;
  const { schema, fragments, operation, variableValues, fieldNodes } = execution;
  let nodes = fieldNodes.get(field);
  if (nodes === undefined) {
    nodes = [...field.nodes];
    fieldNodes.set(field, nodes);
  }
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema,
    fragments,
    rootValue: undefined,
    operation,
    variableValues,
  };
}
