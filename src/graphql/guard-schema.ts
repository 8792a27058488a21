import {
  defaultFieldResolver,
  defaultTypeResolver,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from "graphql";
import type { AuthContext } from "./context.js";
import { copySchema } from "./copy-schema.js";
import type { DecisionEvent } from "./decision-event.js";
import { describeAccess } from "./directive/describe-access.js";
import { readAccess } from "./directive/read-access.js";
import { toFaultError } from "./directive/to-fault-error.js";
import { guardField } from "./guard/guard-field.js";
import { attachSettings, type GuardSettings } from "./guard/guard-settings.js";
import { guardTypeResolver } from "./guard/guard-type-resolver.js";
import { proofs, toFieldProof, toTypeProof } from "./guard/proofs.js";
import type { Policy } from "./policy.js";
import { restoreRefusal } from "./refused-context.js";

/** How `guardSchema` enforces what the schema says. */
export interface GuardOptions<Context extends AuthContext = AuthContext, Name extends string = string> {
  /** The functions that `@auth(policies: …)` names. The schema may name no other. */
  readonly policies?: Readonly<Record<Name, Policy<Context>>>;
  /** How long a policy may take to answer before it counts as a refusal. Milliseconds, 1 to 60,000; default 2,000. */
  readonly policyDeadline?: number;
  /** What to do about fields of root types with neither `@auth` nor `@public`: default `refuse`, the guard throws. */
  readonly unclassified?: "refuse" | "allow";
  /**
   * `report` lets everything through and only reports what would have been denied, for adopting `@auth` on an API that
   * is in use. Default `refuse`. A bad token is refused either way.
   */
  readonly enforce?: "refuse" | "report";
  /**
   * Called for every operation that is refused, or has fields refused, as a whole or in part. `authPlugin` makes one
   * event of each operation; on a server without it there is one for each denied coordinate of an operation. A hook that
   * fails changes no decision.
   */
  readonly onDecision?: (event: DecisionEvent) => void;
}

/**
 * Returns the schema with every `@auth` enforced in its resolvers: on object types, interfaces, fields, arguments and
 * input fields, on any server that executes with graphql-js and a context of `{ identity }`. Guard last: a transform
 * that follows may replace a guarded resolver, and `authPlugin` then does not let the server start.
 *
 * Throws when the schema says what cannot be enforced, or leaves a root field open without saying so: the author's
 * fault, all of it in one message, each part with its schema coordinate.
 */
export function guardSchema<Context extends AuthContext = AuthContext, Name extends string = string>(
  schema: GraphQLSchema,
  options: GuardOptions<Context, Name> = {},
): GraphQLSchema {
  const settings = toSettings(options);
  const access = readAccess(schema);
  const faults = [
    ...access.faults,
    ...[...access.policies].flatMap(([name, coordinates]) =>
      settings.policies.has(name)
        ? []
        : coordinates.map((at) => `\`${at}\` @auth names the unknown policy \`${name}\``),
    ),
    ...(settings.unclassified === "refuse" ? access.unclassified : []).map(
      (coordinate) => `\`${coordinate}\` carries neither \`@auth\` nor \`@public\``,
    ),
  ];
  if (faults.length > 0) throw toFaultError("The schema cannot be guarded", faults);

  const guarded = copySchema(schema);
  describeAccess(guarded, access);
  const subscription = guarded.getSubscriptionType();
  const roots = new Set<GraphQLNamedType | null | undefined>([
    guarded.getQueryType(),
    guarded.getMutationType(),
    subscription,
  ]);
  for (const type of Object.values(guarded.getTypeMap())) {
    if (isAbstractType(type)) {
      const possible = guarded.getPossibleTypes(type).map(({ name }) => name);
      if (!possible.some((name) => access.types.has(name))) continue;
      type.resolveType = guardTypeResolver(access, settings, type.resolveType ?? defaultTypeResolver);
      proofs.set(type.resolveType, toTypeProof(type.name, possible, access));
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const stated = access.fields.get(`${type.name}.${field.name}`);
      const isGuarded = stated !== undefined && (stated.rules.length > 0 || stated.inputs.length > 0);
      if (!isGuarded && !roots.has(type)) continue;
      const guard = (resolver: GraphQLFieldResolver<unknown, Context> = defaultFieldResolver) => {
        const next = roots.has(type) ? restoring(resolver) : resolver;
        if (!isGuarded) return next;
        const resolve = guardField(stated, access, settings, next);
        proofs.set(resolve, toFieldProof(stated, access));
        return resolve;
      };
      field.resolve = guard(field.resolve);
      if (type === subscription) field.subscribe = guard(field.subscribe);
    }
  }
  attachSettings(guarded, { ...settings, enforced: access });
  return guarded;
}

/** Root fields run first: what they restore, every field below them finds. */
function restoring<Context>(next: GraphQLFieldResolver<unknown, Context>) {
  const resolve: typeof next = (parent, args, context, info) => {
    restoreRefusal(context);
    return next(parent, args, context, info);
  };
  return resolve;
}

function toSettings<Context extends AuthContext>({
  policies = {},
  policyDeadline = 2_000,
  unclassified = "refuse",
  enforce = "refuse",
  onDecision,
}: GuardOptions<Context>): GuardSettings<Context> {
  if (!(policyDeadline >= 1 && policyDeadline <= 60_000)) {
    throw new RangeError("policyDeadline must be 1 to 60,000 milliseconds");
  }
  return { policies: new Map(Object.entries(policies)), policyDeadline, unclassified, enforce, onDecision };
}
