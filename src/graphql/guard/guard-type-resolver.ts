import type { GraphQLResolveInfo, GraphQLTypeResolver } from "graphql";
import type { AuthContext } from "../context.js";
import type { Access } from "../directive/access.js";
import { createJudge } from "./create-judge.js";
import type { GuardSettings } from "./guard-settings.js";

type TypeResolver<Context> = GraphQLTypeResolver<unknown, Context>;
type TypeName = Awaited<ReturnType<TypeResolver<unknown>>>;

/**
 * Guards an interface or union: what turns out to be of a guarded type is refused before any of its fields, its
 * `__typename` included, is answered. The denial names the field that returned it, and so not the type.
 */
export function guardTypeResolver<Context extends AuthContext>(
  { types }: Access,
  settings: GuardSettings<Context>,
  next: TypeResolver<Context>,
): TypeResolver<Context> {
  const judge = createJudge(settings);

  function check(name: TypeName, value: unknown, context: Context, info: GraphQLResolveInfo) {
    const rules = name === undefined ? undefined : types.get(name);
    if (rules === undefined) return name;
    const coordinate = `${info.parentType.name}.${info.fieldName}`;
    return judge([{ coordinate, rules }], value, {}, context, info)?.then(() => name) ?? name;
  }

  return (value, context, info, abstractType) => {
    const name = next(value, context, info, abstractType);
    // Null, which is no name, is graphql-js's to report.
    return typeof name === "object" && name !== null
      ? name.then((late) => check(late, value, context, info))
      : check(name, value, context, info);
  };
}
