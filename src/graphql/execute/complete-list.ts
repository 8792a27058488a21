import { types } from "node:util";
import { GraphQLError, type GraphQLOutputType } from "graphql";
import type { Complete } from "./compiled-field.js";
import { failField } from "./fail-field.js";
import { isPromise } from "./is-promise.js";

/** Completes each item of a list. An item that fails is null, or takes the list with it. */
export function completeList(itemType: GraphQLOutputType, completeItem: Complete): Complete {
  return (value, field, prev, info, execution) => {
    if (!isIterable(value)) {
      const { parentType, definition } = field;
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
      );
    }
    const items: readonly unknown[] = Array.isArray(value) ? value : [...value];
    const answers = new Array<unknown>(items.length);
    let isPending = false;
    try {
      for (let key = 0; key < items.length; key += 1) {
        const item = items[key];
        const path = { prev, key, typename: undefined };
        let answer: unknown;
        try {
          answer = isPromise(item)
            ? item.then((late) => completeItem(late, field, path, info, execution))
            : completeItem(item, field, path, info, execution);
          if (isPromise(answer)) {
            isPending = true;
            answer = answer.then(undefined, (raw) => failField(raw, itemType, field, path, execution));
          }
        } catch (raw) {
          answer = failField(raw, itemType, field, path, execution);
        }
        answers[key] = answer;
      }
    } catch (error) {
      // What is under way may fail as well. If nobody heard of it, it would end the program, as it may in graphql-js.
      // Of the items promises alone: what else has a `then` may begin to work when it is called.
      void Promise.allSettled([...answers, ...items.filter(types.isPromise)]);
      throw error;
    }
    return isPending ? Promise.all(answers) : answers;
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
