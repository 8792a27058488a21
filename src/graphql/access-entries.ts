import type { GraphQLSchema } from "graphql";
import { describeRequirements } from "./directive/describe-requirements.js";
import { readAccess } from "./directive/read-access.js";
import type { Requirement, Rule } from "./directive/requirement.js";
import { toFaultError } from "./directive/to-fault-error.js";

/** Who may use one field, argument or input field. */
export interface AccessEntry {
  /** The schema coordinate: `Type.field`, `Type.field(argument:)` or `Input.field`. */
  readonly coordinate: string;
  /** `open` is a field that nothing guards itself: whoever reaches an object of its type may read it. */
  readonly access: "public" | "open" | "guarded";
  /** All of them must hold, those of its type, its interfaces and the type it returns included. */
  readonly requires: readonly Requirement[];
  /** `NULL` when a denial leaves the rest of the operation alone, whichever rule denies. */
  readonly onDeny: "REFUSE" | "NULL";
  /** The same in words, such as "any signed-in user". */
  readonly who: string;
}

/**
 * Who may use what: every field, of interfaces too, and every guarded argument and input field. Throws when the schema
 * says what cannot be enforced: the author's fault, all of it in one message.
 */
export function toAccessEntries(schema: GraphQLSchema): AccessEntry[] {
  const { fields, inputs, faults, unclassified } = readAccess(schema);
  if (faults.length > 0) throw toFaultError("The schema cannot be guarded", faults);
  return [
    ...[...fields.values()].map(({ coordinate, rules, isPublic }) => toEntry(coordinate, rules, isPublic)),
    ...[...inputs].map(([coordinate, rules]) => toEntry(coordinate, rules, false)),
  ].map((entry) =>
    unclassified.includes(entry.coordinate) ? { ...entry, who: "anyone, though not `@public`" } : entry,
  );
}

function toEntry(coordinate: string, rules: readonly Rule[], isPublic: boolean): AccessEntry {
  const requires = rules.map(({ requirement }) => requirement);
  const isNull = rules.length > 0 && rules.every(({ onDeny }) => onDeny === "NULL");
  const entry = { coordinate, requires, onDeny: isNull ? "NULL" : "REFUSE" } as const;
  if (isPublic) return { ...entry, access: "public", who: "anyone" };
  if (rules.length === 0) return { ...entry, access: "open", who: "whoever reaches it" };
  const who = describeRequirements(requires) || "any signed-in user";
  return { ...entry, access: "guarded", who: isNull ? `${who}, null to others` : who };
}
