import type { GraphQLFieldResolver, GraphQLResolveInfo } from "graphql";
import type { AuthContext } from "../context.js";
import type { Access, FieldAccess } from "../directive/access.js";
import { createHolds } from "./create-holds.js";
import { createJudge, type Demand } from "./create-judge.js";
import type { GuardSettings } from "./guard-settings.js";

import { readSuppliedInputs } from "./read-supplied-inputs.js";

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

  function readDemands(info: GraphQLResolveInfo): readonly Demand[] {
    const field = { coordinate, args: info.parentType.getFields()[info.fieldName]?.args ?? [] };
    const variables = { values: info.variableValues, coerced: true };
    const supplied = info.fieldNodes.flatMap((node) => [...readSuppliedInputs(field, node, variables, access)]);
    return [
      ...always,
      ...[...new Set(supplied)].map((input) => ({ coordinate: input, rules: access.inputs.get(input) ?? [] })),
    ];
  }

  // The way of almost every call: no input to look for, no policy to ask, and every rule holds.
  const holds = createHolds(rules);
  const isPlain = inputs.length === 0 && rules.every(({ requirement }) => requirement.policies === undefined);
  return (parent, args, context, info) => {
    if (isPlain && holds(context, info)) return next(parent, args, context, info);
    const pending = judge(inputs.length > 0 ? readDemands(info) : always, parent, args, context, info);
    return pending === undefined
      ? next(parent, args, context, info)
      : pending.then(() => next(parent, args, context, info));
  };
}
