import { defaultFieldResolver, type GraphQLResolveInfo, getArgumentValues } from "graphql";
import type { CompiledField } from "./compiled-field.js";
import type { Execution } from "./execution.js";
import { failField } from "./fail-field.js";
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
      const value = field.constant ?? executeField(field, source, path, execution);
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

function executeField(field: CompiledField, source: unknown, parent: Path | undefined, execution: Execution): unknown {
  const { definition, complete } = field;
  const { contextValue, variableValues } = execution;
  let path: Path | undefined;
  let info: GraphQLResolveInfo | undefined;
  try {
    let value = mayRead(field, execution) ? read(source, definition.name) : unread;
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

function mayRead({ isRead, holds }: CompiledField, execution: Execution): boolean {
  return isRead && (holds === undefined || holds(execution.contextValue, execution));
}

function read(source: unknown, name: string): unknown {
  if ((typeof source !== "object" && typeof source !== "function") || source === null) return undefined;
  return (source as Readonly<Record<string, unknown>>)[name];
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
