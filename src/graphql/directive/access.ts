import type { Rule } from "./requirement.js";

/** Who may use one field of an object or interface type. */
export interface FieldAccess {
  /** `Type.field` (the schema coordinate). */
  readonly coordinate: string;
  /** Everything that guards the field itself: its type, its interfaces, itself, the type it returns. All must hold. */
  readonly rules: readonly Rule[];
  readonly isPublic: boolean;
  /** The guarded arguments and input fields that a caller may supply to it. */
  readonly inputs: readonly string[];
}

/** Who may use what, read from the directives of a schema. The keys are schema coordinates. */
export interface Access {
  /** Every field of every object and interface type. */
  readonly fields: ReadonlyMap<string, FieldAccess>;
  /** The object and interface types that are guarded as a whole, by name. */
  readonly types: ReadonlyMap<string, readonly Rule[]>;
  /** The guarded arguments (`Type.field(argument:)`, interfaces included) and input fields (`Input.field`). */
  readonly inputs: ReadonlyMap<string, readonly Rule[]>;
  /** The guarded input fields that each input type has or leads to; input types without any are left out. */
  readonly inputTypes: ReadonlyMap<string, readonly string[]>;
  /** The fields of root types that nothing guards and that are not `@public`. */
  readonly unclassified: readonly string[];
  /** Which coordinates ask for which policy. */
  readonly policies: ReadonlyMap<string, readonly string[]>;
  /** What cannot be enforced, a sentence each, led by the schema coordinate. */
  readonly faults: readonly string[];
}
