import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from "graphql";
import type { Holds } from "../guard/create-holds.js";
import type { Execution } from "./execution.js";
import type { Kept } from "./is-kept.js";
import type { Path } from "./path.js";

/**
 * Makes of what a resolver returned what goes into the answer, or a promise of it. Throws what becomes the error of the
 * field. `path` may be undefined where the field is a leaf, `info` where it is read.
 */
export type Complete = (
  value: unknown,
  field: CompiledField,
  path: Path | undefined,
  info: GraphQLResolveInfo | undefined,
  execution: Execution,
) => unknown;

/** A field as it is selected on objects of one type, by all the nodes that ask for it under one key. */
export interface CompiledField {
  readonly key: string;
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The answer itself, of `__typename`. */
  readonly constant: string | undefined;
  /** Whether its value is the property of its name, and nothing that follows needs more than that. */
  readonly isRead: boolean;
  /** Whether its guard lets the property be read; undefined where there is no guard. */
  readonly holds: Holds | undefined;
  /** A value without parts, which need not know where it is. */
  readonly isLeaf: boolean;
  /** What of its values needs no completion; undefined for nothing. */
  readonly kept: Kept | undefined;
  readonly complete: Complete;
}
