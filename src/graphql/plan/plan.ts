import type { FieldNode, GraphQLArgument, ValueNode } from "graphql";
import type { FieldAccess } from "../directive/access.js";

/** `@skip` or `@include` with a variable. */
export interface Condition {
  readonly variable: string;
  /** The value that takes the selection out. */
  readonly leavesOut: boolean;
}

/** A field of an operation that is guarded, leads to one that is, or is a root field. */
export interface PlannedField {
  readonly conditions: readonly Condition[];
  readonly access: FieldAccess;
  /** Null where no argument is guarded. */
  readonly supplies: { readonly node: FieldNode; readonly args: readonly GraphQLArgument[] } | null;
  /** Null for a leaf. */
  readonly selection: PlannedSelection | null;
}

/**
 * What is selected on an object. One for each named fragment and type it is spread on, however often it is spread, and
 * one for each inline fragment with conditions.
 */
export interface PlannedSelection {
  readonly fields: readonly PlannedField[];
  readonly fragments: ReadonlyArray<{
    readonly conditions: readonly Condition[];
    readonly selection: PlannedSelection;
  }>;
}

/** What an operation is certain to select of what is guarded. Holds nothing of a caller: it is kept with the document. */
export interface Plan {
  readonly root: PlannedSelection;
  /** What the operation gives to a variable that the caller leaves out. */
  readonly defaults: ReadonlyMap<string, ValueNode>;
}
