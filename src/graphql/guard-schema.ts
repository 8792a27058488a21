import { MapperKind, mapSchema } from "@graphql-tools/utils";
import {
  defaultFieldResolver,
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLFieldResolver,
  GraphQLInterfaceType,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLUnionType,
} from "graphql";
import type { AuthContext } from "./context.js";
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

  const guardType = (type: GraphQLAbstractType) => {
    const possible = schema.getPossibleTypes(type).map(({ name }) => name);
    if (!possible.some((name) => access.types.has(name))) return type.resolveType;
    const resolveType = guardTypeResolver(access, settings, type.resolveType ?? defaultTypeResolver);
    proofs.set(resolveType, toTypeProof(type.name, possible, access));
    return resolveType;
  };
  const roots = new Set(
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name),
  );
  const describe = describeAccess(access);
  // In one pass: each takes a schema of thousands of types apart and puts it together again.
  const guarded = mapSchema(schema, {
    [MapperKind.UNION_TYPE]: (type) => new GraphQLUnionType({ ...type.toConfig(), resolveType: guardType(type) }),
    [MapperKind.INTERFACE_TYPE]: (type) =>
      new GraphQLInterfaceType({ ...describe.type(type.toConfig()), resolveType: guardType(type) }),
    [MapperKind.OBJECT_TYPE]: (type) =>
      access.types.has(type.name) ? new GraphQLObjectType(describe.type(type.toConfig())) : type,
    [MapperKind.INTERFACE_FIELD]: (config, fieldName, typeName) => describe.field(config, `${typeName}.${fieldName}`),
    [MapperKind.INPUT_OBJECT_FIELD]: (config, fieldName, typeName) =>
      describe.input(config, `${typeName}.${fieldName}`),
    [MapperKind.OBJECT_FIELD]: (fieldConfig, fieldName, typeName) => {
      const config = describe.field(fieldConfig, `${typeName}.${fieldName}`);
      const isRoot = roots.has(typeName);
      const isSubscription = typeName === schema.getSubscriptionType()?.name;
      const next = isRoot ? restoring(config.resolve) : (config.resolve ?? defaultFieldResolver);
      const nextSubscribe = restoring(config.subscribe);
      const field = access.fields.get(`${typeName}.${fieldName}`);
      if (field === undefined || (field.rules.length === 0 && field.inputs.length === 0)) {
        if (!isRoot) return config;
        return { ...config, resolve: next, ...(isSubscription && { subscribe: nextSubscribe }) };
      }
      const resolve = guardField(field, access, settings, next);
      proofs.set(resolve, toFieldProof(field, access));
      if (!isSubscription) return { ...config, resolve };
      const subscribe = guardField(field, access, settings, nextSubscribe);
      proofs.set(subscribe, toFieldProof(field, access));
      return { ...config, resolve, subscribe };
    },
  });
  attachSettings(guarded, { ...settings, enforced: access });
  return guarded;
}

/** Root fields run first: what they restore, every field below them finds. */
function restoring<Context>(next: GraphQLFieldResolver<unknown, Context> = defaultFieldResolver) {
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
