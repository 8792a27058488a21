/** Names that satisfy: any of the outer list, all of an inner list. */
export type Alternatives = ReadonlyArray<readonly string[]>;

/**
 * What one `@auth` asks for, as plain JSON: every part present must hold, and `{}` asks for any signed-in user.
 * `extensions.requires` and `extensions.missing` of a denial, and the access report, are lists of these, all of which
 * must hold.
 */
export interface Requirement {
  readonly roles?: Alternatives;
  readonly scopes?: Alternatives;
  readonly policies?: Alternatives;
  /** Authentication context classes, any of them. */
  readonly acr?: readonly string[];
  /** Seconds since `auth_time`. */
  readonly maxAge?: number;
}

/** One `@auth`, as the schema has it. */
export interface Rule {
  readonly requirement: Requirement;
  readonly onDeny: "REFUSE" | "NULL";
}
