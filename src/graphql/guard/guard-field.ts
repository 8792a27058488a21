import type { GraphQLFieldResolver, GraphQLResolveInfo } from "graphql";
import type { AuthContext } from "../context.js";
import type { Access, FieldAccess } from "../directive/access.js";
import { createHolds } from "./create-holds.js";
import { createJudge, type Demand } from "./create-judge.js";
import type { GuardSettings } from "./guard-settings.js";
import { plainGuards } from "./plain-guards.js";
import { readDemands } from "./read-demands.js";

type Resolver<Context> = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

/** Guards a `resolve` or `subscribe`: it runs once every rule of the field and of what the caller supplied holds. */
export function guardField<Context extends AuthContext>(
  { coordinate, rules, inputs }: FieldAccess,
  access: Access,
  settings: GuardSettings<Context>,
  next: Resolver<Context>,
): Resolver<Context> {
  const judge = createJudge(settings);
  const always: readonly Demand[] = rules.length > 0 ? [{ coordinate, rules }] : [];

  // Which nodes a field has in an execution is the same for every item of a list.
  const remembered = new WeakMap<object, WeakMap<object, readonly Demand[]>>();
  function readAll(info: GraphQLResolveInfo): readonly Demand[] {
    const known = remembered.get(info.variableValues) ?? new WeakMap<object, readonly Demand[]>();
    remembered.set(info.variableValues, known);
    const demands = known.get(info.fieldNodes) ?? [...always, ...readDemands(coordinate, info, access)];
    known.set(info.fieldNodes, demands);
    return demands;
  }

  // The way of almost every call: no input to look for, no policy to ask, and every rule holds.
  const holds = createHolds(rules);
  const isPlain = inputs.length === 0 && rules.every(({ requirement }) => requirement.policies === undefined);
  const resolve: Resolver<Context> = (parent, args, context, info) => {
    if (isPlain && holds(context, info)) return next(parent, args, context, info);
    const pending = judge(inputs.length > 0 ? readAll(info) : always, parent, args, context, info);
    return pending === undefined
      ? next(parent, args, context, info)
      : pending.then(() => next(parent, args, context, info));
  };
  if (isPlain) plainGuards.set(resolve, { holds, next });
  return resolve;
}
