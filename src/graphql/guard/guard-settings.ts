import type { GraphQLSchema } from "graphql";
import type { AuthContext } from "../context.js";
import type { DecisionEvent } from "../decision-event.js";
import type { Access } from "../directive/access.js";
import type { Policy } from "../policy.js";

/** The options of `guardSchema`, with their defaults filled in. */
export interface GuardSettings<Context extends AuthContext = AuthContext> {
  readonly policies: ReadonlyMap<string, Policy<Context>>;
  /** Milliseconds. */
  readonly policyDeadline: number;
  readonly unclassified: "refuse" | "allow";
  readonly enforce: "refuse" | "report";
  readonly onDecision: ((event: DecisionEvent) => void) | undefined;
}

interface SharedSettings extends Omit<GuardSettings, "policies"> {
  /** What the guard enforces, whatever a later transform leaves of the directives. */
  readonly enforced: Access;
}

const shared = new WeakMap<object, SharedSettings>();

/** Leaves the settings with a schema; they stay through later transforms of it. */
export function attachSettings(schema: GraphQLSchema, settings: SharedSettings): void {
  const key = Object.freeze({});
  shared.set(key, settings);
  schema.extensions = { ...schema.extensions, latchkey: key };
}

/** The settings of the guard that a schema went through; undefined when it never did. */
export function readSettings({ extensions: { latchkey: key } }: GraphQLSchema): SharedSettings | undefined {
  return typeof key === "object" && key !== null ? shared.get(key) : undefined;
}
